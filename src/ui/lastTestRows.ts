import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { needOf, type Need } from '../aws/need';
import { sourceId, sourceName } from '../aws/sources';
import type { Page } from '../chainguard/list';
import type { WhoAmI } from '../chainguard/whoAmI';
import type { Explanation, FieldVerdict } from '../core/explain';
import type { Repo } from '../core/identity';
import { visible } from '../core/text';
import { formatTimeLeft, maskToken, timeLeft } from '../core/token';
import { stepNames, type StepName } from '../core/testSteps';
import type { TestEvent } from '../flows/testIdentity';
import { comparisonIn, stepTitle, type TestReport } from '../flows/testReport';
import { command } from './commands';
import { factRow, type Row } from './rows';
import type { LiveToken } from './tokens';

/** What rows need beyond the report. */
interface RowContext {
  /** The token of this test while it is alive. */
  readonly live: LiveToken | undefined;
  /** Loads the page of repositories after this one. */
  readonly moreRepositories: (after: string) => Promise<Page<Repo>>;
}

type Ended = Exclude<TestEvent, { state: 'running' }>;
type Done<Step extends StepName> = Extract<TestEvent, { state: 'done'; step: Step }>;

/** The rows of the Last Test view: one for each step, those not reached yet in grey. */
export function testRows(report: TestReport, context: RowContext): Row[] {
  return stepNames.map((step) => stepRow(report, step, report.steps.get(step), context));
}

function stepRow(report: TestReport, step: StepName, event: TestEvent | undefined, context: RowContext): Row {
  const ended = event && event.state !== 'running' && opens(event) ? event : undefined;
  const row: Row = {
    id: `${report.started.getTime()}/${step}`,
    target: context.live?.id,
    item: () => {
      const failed = event?.state === 'failed';
      const state = ended
        ? failed
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None;
      const item = new vscode.TreeItem(stepTitle(step), state);
      const summary = event ? summarize(report, event) : '';
      item.description = event && event.state !== 'running' ? `${summary} · ${duration(event.ms)}` : summary;
      item.tooltip = [stepTitle(step), summary].filter(Boolean).join(': ');
      item.iconPath = icon(event, report.finished);
      item.contextValue = contextOf(step, event, context);
      item.accessibilityInformation = { label: `${stepTitle(step)}, ${spoken(event)}: ${item.description}` };
      return item;
    },
    ...(ended && { children: () => below(row, ended, context) }),
  };
  return row;
}

/** What the row's menu hangs on. */
function contextOf(step: StepName, event: TestEvent | undefined, { live }: RowContext): string {
  if (step === 'token' && live) return 'step.token.live';
  return comparisonIn(event) ? 'step.match.compared' : `step.${step}`;
}

function opens(event: Ended): boolean {
  if (event.state === 'failed') return true;
  return event.step !== 'credentials' || event.expiration !== undefined;
}

function icon(event: TestEvent | undefined, finished: boolean): vscode.ThemeIcon {
  if (!event) return new vscode.ThemeIcon(finished ? 'circle-slash' : 'circle-outline');
  switch (event.state) {
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'failed':
      return event.failure.kind === 'cancelled'
        ? new vscode.ThemeIcon('circle-slash')
        : new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'done':
      return doubtful(event)
        ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
        : new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
  }
}

/** A match that could not be made here, or that says no, is no tick. */
function doubtful(event: Extract<TestEvent, { state: 'done' }>): boolean {
  return event.step === 'match' && !(event.match.kind === 'compared' && event.match.explanation.matches);
}

function spoken(event: TestEvent | undefined): string {
  if (!event) return l10n.t('not reached');
  switch (event.state) {
    case 'running':
      return l10n.t('running');
    case 'failed':
      return l10n.t('failed');
    case 'done':
      return l10n.t('done');
  }
}

function summarize(report: TestReport, event: TestEvent): string {
  if (event.state === 'running') return '';
  if (event.state === 'failed') {
    if (event.match?.kind !== 'compared') return event.failure.message;
    const wrong = event.match.explanation.fields.filter((field) => !field.matches);
    return l10n.t('does not match: {0}', wrong.map((field) => fieldTitle(field.field)).join(', '));
  }
  switch (event.step) {
    case 'credentials':
      return sourceName(report.source);
    case 'caller':
      return shortArn(event.caller.arn);
    case 'match':
      return event.match.kind === 'not-compared'
        ? event.match.why
        : event.match.explanation.matches
          ? l10n.t('account · ARN · user ID')
          : l10n.t('does not match, asked all the same');
    case 'token':
      return l10n.t('issued, expires in {0}', formatTimeLeft(timeLeft(event.token.expires, new Date())));
    case 'whoAmI':
      return l10n.t(
        '{0} capabilities',
        new Set(event.who.grants.flatMap((grant) => grant.capabilities)).size,
      );
    case 'repositories':
      return (event.page.total ?? event.page.items.length).toLocaleString();
  }
}

/** A click signs in, and the test carries on by itself. */
function signInRow(parent: Row, need: Need | undefined): Row[] {
  if (need?.kind !== 'sign-in') return [];
  const id = sourceId({ kind: 'profile', name: need.profile });
  const row: Row = {
    id: `${parent.id}/sign-in`,
    parent,
    target: id,
    item: () => {
      const item = new vscode.TreeItem(l10n.t('Sign in and test again'));
      item.iconPath = new vscode.ThemeIcon('sign-in');
      item.command = command('assumable.signInCaller', l10n.t('Sign In'), id, 'testAgain');
      return item;
    },
  };
  return [row];
}

function below(self: Row, event: Ended, context: RowContext): readonly Row[] {
  if (event.state === 'failed') {
    const { failure, match } = event;
    if (match?.kind === 'compared') return verdictRows(self, match.explanation);
    return [
      factRow(self, 'message', failure.message, '', { icon: 'info', tooltip: failure.message }),
      ...(failure.remedy === undefined
        ? []
        : [factRow(self, 'remedy', failure.remedy, '', { icon: 'lightbulb', tooltip: failure.remedy })]),
      ...signInRow(self, needOf(failure)),
    ];
  }
  switch (event.step) {
    case 'credentials':
      return event.expiration
        ? [factRow(self, 'expiration', l10n.t('Expire'), event.expiration.toLocaleString())]
        : [];
    case 'caller':
      return [
        factRow(self, 'account', l10n.t('Account'), event.caller.account),
        factRow(self, 'arn', l10n.t('ARN'), visible(event.caller.arn)),
        factRow(self, 'userId', l10n.t('User ID'), visible(event.caller.userId)),
      ];
    case 'match':
      return event.match.kind === 'compared'
        ? verdictRows(self, event.match.explanation)
        : [factRow(self, 'why', event.match.why, '', { icon: 'info' })];
    case 'token':
      return tokenRows(self, event);
    case 'whoAmI':
      return whoRows(self, event.who);
    case 'repositories':
      return repositoryRows(self, event.page, context);
  }
}

function verdictRows(self: Row, explanation: Explanation): Row[] {
  return explanation.fields.map((field) =>
    factRow(
      self,
      field.field,
      fieldTitle(field.field),
      field.matches ? visible(field.actual) : field.sentence,
      {
        icon: field.matches ? 'pass' : 'error',
        color: field.matches ? 'testing.iconPassed' : 'testing.iconFailed',
        tooltip: field.sentence,
        expanded: !field.matches,
        children: (row) => [
          factRow(row, 'expected', l10n.t('Expected'), visible(field.expected), { icon: 'target' }),
          factRow(row, 'actual', l10n.t('Actual'), visible(field.actual), { icon: 'person' }),
          ...(!field.matches
            ? [
                factRow(row, 'change', l10n.t('Change'), field.change.sentence, {
                  icon: 'lightbulb',
                  tooltip: field.change.sentence,
                }),
                factRow(row, 'alsoLetsIn', l10n.t('Also lets in'), field.change.alsoLetsIn, {
                  icon: 'unlock',
                  tooltip: field.change.alsoLetsIn,
                }),
              ]
            : []),
        ],
      },
    ),
  );
}

function tokenRows(self: Row, { token }: Done<'token'>): Row[] {
  const { claims } = token;
  return [
    factRow(self, 'masked', l10n.t('Token'), maskToken(token.secret)),
    factRow(self, 'issuer', l10n.t('Issuer'), visible(claims.issuer ?? l10n.t('not said'))),
    factRow(self, 'subject', l10n.t('Subject'), visible(claims.subject ?? l10n.t('not said'))),
    factRow(self, 'audience', l10n.t('Audience'), visible(claims.audiences.join(', '))),
    ...(claims.issuedAt ? [factRow(self, 'issued', l10n.t('Issued'), claims.issuedAt.toLocaleString())] : []),
    factRow(self, 'expires', l10n.t('Expires'), token.expires.toLocaleString()),
  ];
}

function whoRows(self: Row, who: WhoAmI): Row[] {
  return [
    factRow(self, 'subject', l10n.t('Subject'), visible(who.subject), { icon: 'key' }),
    ...(who.grants.length === 0
      ? [
          factRow(self, 'nothing', l10n.t('No role'), l10n.t('it can do nothing until a role is bound'), {
            icon: 'circle-slash',
          }),
        ]
      : who.grants.map((grant, index) =>
          factRow(
            self,
            String(index),
            visible(grant.role || l10n.t('role without a name')),
            l10n.t(
              '{0} capabilities on {1}',
              grant.capabilities.length,
              visible(grant.group.name || grant.group.id),
            ),
            {
              icon: 'shield',
              children: (row) => grant.capabilities.map((name) => factRow(row, name, visible(name), '')),
            },
          ),
        )),
  ];
}

function repositoryRows(self: Row, page: Page<Repo>, context: RowContext): Row[] {
  const rows = page.items.map((repo) =>
    factRow(self, repo.id, visible(repo.name), '', {
      icon: 'package',
      contextValue: 'repository',
      target: repo.name,
    }),
  );
  const { next } = page;
  if (rows.length === 0)
    return [factRow(self, 'none', l10n.t('None that this identity may see'), '', { icon: 'circle-slash' })];
  if (next === undefined) return rows;
  const more: Row = {
    id: `${self.id}/after/${next}`,
    parent: self,
    item: () => {
      const rest = page.total === undefined ? '' : String(page.total - page.items.length);
      const item = new vscode.TreeItem(
        l10n.t('{0} more repositories', rest).trim(),
        vscode.TreeItemCollapsibleState.Collapsed,
      );
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      return item;
    },
    children: async () => repositoryRows(more, await context.moreRepositories(next), context),
  };
  return [...rows, more];
}

function fieldTitle(field: FieldVerdict['field']): string {
  return { account: l10n.t('Account'), arn: l10n.t('ARN'), userId: l10n.t('User ID') }[field];
}

/** The part of an ARN after its account. */
function shortArn(arn: string): string {
  return visible(arn.split(':').slice(5).join(':') || arn);
}

function duration(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
