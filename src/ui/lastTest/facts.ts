import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { needOf, type Need } from '../../aws/need';
import { sourceId } from '../../aws/sources';
import type { Page } from '../../chainguard/list';
import type { WhoAmI } from '../../chainguard/whoAmI';
import { moreLabel } from '../../core/browse/moreLabel';
import type { Paste } from '../../core/failure';
import { fieldTitle } from '../../core/field';
import type { ComparedPart } from '../../core/match/sideBySide';
import type { Repo } from '../../core/identity';
import { visible } from '../../core/text';
import { maskToken } from '../../core/token/token';
import type { Matched, StepName, TestEvent } from '../../flows/testIdentity';
import { partsOf } from '../../flows/testReport';
import { tokenFacts } from '../../flows/tokenFacts';
import { command } from '../commands';
import { factRow, type Row } from '../rows';
import type { LiveToken } from '../../core/token/keptTokens';

/** What rows need beyond the report. */
export interface RowContext {
  /** The token of this test while it is alive. */
  readonly live: LiveToken | undefined;
  /** Loads the page of repositories after this one. */
  readonly moreRepositories: (after: string) => Promise<Page<Repo>>;
}

/** A step that has ended, however it ended. */
export type Ended = Exclude<TestEvent, { state: 'running' }>;
type Done<Step extends StepName> = Extract<TestEvent, { state: 'done'; step: Step }>;

/** The rows below a step that has ended: what it found out, or why it failed and what to do. */
export function factsBelow(
  self: Row,
  event: Ended,
  context: RowContext,
): readonly Row[] | Promise<readonly Row[]> {
  if (event.state === 'failed') {
    const { failure, match } = event;
    if (match) return matchRows(self, match);
    return [
      factRow(self, 'message', failure.message, '', { icon: 'info', tooltip: failure.message }),
      ...(failure.remedy === undefined
        ? []
        : [factRow(self, 'remedy', failure.remedy, '', { icon: 'lightbulb', tooltip: failure.remedy })]),
      ...pasteRow(self, failure.paste),
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
        factRow(self, 'account', fieldTitle('account'), event.caller.account),
        factRow(self, 'arn', fieldTitle('arn'), visible(event.caller.arn)),
        factRow(self, 'userId', fieldTitle('userId'), visible(event.caller.userId)),
      ];
    case 'match':
      return matchRows(self, event.match);
    case 'awsToken':
    case 'givenToken':
      return tokenFacts(event.token, event.step === 'awsToken' ? event.region : undefined).map(
        ({ id, label, value }) => factRow(self, id, label, value),
      );
    case 'token':
      return tokenRows(self, event);
    case 'whoAmI':
      return whoRows(self, event.who);
    case 'repositories':
      return repositoryRows(self, event.page, context);
  }
}

/** A row that copies what the remedy asks to be pasted. */
function pasteRow(parent: Row, paste: Paste | undefined): Row[] {
  if (paste === undefined) return [];
  const label = paste.kind === 'policy' ? l10n.t('Copy the policy') : l10n.t('Copy the command');
  const item = () => ({
    label,
    tooltip: paste.text,
    iconPath: new vscode.ThemeIcon('copy'),
    command: command('assumable.copyValue', label, paste.text),
  });
  return [{ id: `${parent.id}/paste`, parent, target: paste.text, item }];
}

/** A row that signs in on a click, then runs the test again. */
function signInRow(parent: Row, need: Need | undefined): Row[] {
  if (need?.kind !== 'sign-in') return [];
  const id = sourceId({ kind: 'profile', name: need.profile });
  const item = () => ({
    label: l10n.t('Sign in and test again'),
    iconPath: new vscode.ThemeIcon('sign-in'),
    command: command('assumable.signInCaller', l10n.t('Sign In'), id, 'testAgain'),
  });
  return [{ id: `${parent.id}/sign-in`, parent, target: id, item }];
}

/** A row that binds roles to an identity on a click. */
function bindRow(parent: Row, identityId: string): Row {
  const item = () => ({
    label: l10n.t('Bind a role…'),
    iconPath: new vscode.ThemeIcon('add'),
    command: command('assumable.bindRoles', l10n.t('Bind Roles…'), identityId),
  });
  return { id: `${parent.id}/bind`, parent, target: identityId, item };
}

async function matchRows(self: Row, match: Matched): Promise<Row[]> {
  if (match.kind === 'not-compared') return [factRow(self, 'why', match.why, '', { icon: 'info' })];
  return (await partsOf(match)).map((part) => partRow(self, part));
}

const signs = {
  can: { icon: 'pass', color: 'testing.iconPassed' },
  cannot: { icon: 'error', color: 'testing.iconFailed' },
  unknown: { icon: 'question' },
} as const;

function partRow(self: Row, part: ComparedPart): Row {
  const { id, title, sentence, verdict, change } = part;
  return factRow(self, id, title, verdict === 'can' ? visible(part.actual) : sentence, {
    ...signs[verdict],
    tooltip: sentence,
    expanded: verdict === 'cannot',
    children: (row) => [
      factRow(row, 'expected', l10n.t('Expected'), visible(part.expected), { icon: 'target' }),
      factRow(row, 'actual', l10n.t('Actual'), visible(part.actual), { icon: 'person' }),
      ...(change
        ? [
            factRow(row, 'change', l10n.t('Change'), change.sentence, {
              icon: 'lightbulb',
              tooltip: change.sentence,
            }),
            factRow(row, 'alsoLetsIn', l10n.t('Also lets in'), change.alsoLetsIn, {
              icon: 'unlock',
              tooltip: change.alsoLetsIn,
            }),
          ]
        : []),
    ],
  });
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
          bindRow(self, who.subject),
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

/** @param before how many repositories the pages before this one had */
function repositoryRows(self: Row, page: Page<Repo>, context: RowContext, before = 0): Row[] {
  const loaded = before + page.items.length;
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
  const rest = page.total === undefined ? undefined : page.total - loaded;
  const more: Row = {
    id: `${self.id}/after/${next}`,
    parent: self,
    item: () => ({
      label: moreLabel(rest, l10n.t('repositories')),
      iconPath: new vscode.ThemeIcon('ellipsis'),
      collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    }),
    children: async (row) => repositoryRows(row, await context.moreRepositories(next), context, loaded),
  };
  return [...rows, more];
}
