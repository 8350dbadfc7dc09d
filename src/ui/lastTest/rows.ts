import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import type { StepName, TestEvent } from '../../flows/testIdentity';
import {
  comparisonIn,
  isDoubtful,
  matchSummary,
  stepsOf,
  stepTitle,
  type TestReport,
} from '../../flows/testReport';
import { testSourceName } from '../../flows/testSource';
import { factsBelow, type Ended, type RowContext } from './facts';
import { warningIcon, type Row } from '../rows';

/** The rows of the Last Test view: one for each step, those not reached yet in grey. */
export function testRows(report: TestReport, context: RowContext): Row[] {
  return stepsOf(report).map((step) => stepRow(report, step, report.steps.get(step), context));
}

function stepRow(report: TestReport, step: StepName, event: TestEvent | undefined, context: RowContext): Row {
  const ended = event?.state === 'running' ? undefined : event;
  const below = ended && opens(ended) ? ended : undefined;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  return {
    id: `${report.started.getTime()}/${step}`,
    target: context.live?.id,
    item: () => {
      const label = stepTitle(step);
      const summary = ended ? summarize(report, ended) : '';
      const description = ended ? `${summary} · ${duration(ended.ms)}` : summary;
      return {
        label,
        description,
        tooltip: [label, summary].filter(Boolean).join(': '),
        iconPath: icon(event, report.finished),
        contextValue: contextOf(step, event, context),
        accessibilityInformation: { label: `${label}, ${spoken(event)}: ${description}` },
        collapsibleState: below ? (below.state === 'failed' ? Expanded : Collapsed) : None,
      };
    },
    ...(below && { children: (row: Row) => factsBelow(row, below, context) }),
  };
}

/** The context value that the row's menu depends on. */
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
      return isDoubtful(event)
        ? warningIcon()
        : new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
  }
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

function summarize(report: TestReport, event: Ended): string {
  if (event.state === 'failed') return event.match ? matchSummary(event.match) : event.failure.message;
  switch (event.step) {
    case 'credentials':
      return testSourceName(report.source);
    case 'caller':
      return shortArn(event.caller.arn);
    case 'match':
      return event.match.kind !== 'not-compared' && event.match.explanation.verdict === 'cannot'
        ? l10n.t('does not match, asked all the same')
        : matchSummary(event.match);
    case 'awsToken':
    case 'givenToken':
      return visible(event.token.subject ?? event.token.issuer ?? '');
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

/** The part of an ARN after its account. */
function shortArn(arn: string): string {
  return visible(arn.split(':').slice(5).join(':') || arn);
}

function duration(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
