import * as l10n from '@vscode/l10n';
import { needOf } from '../aws/need';
import { fieldTitle, type NewValues } from '../core/field';
import { awsMatchOf } from '../core/identity';
import type { Explanation } from '../core/match/explain';
import type { ComparedPart } from '../core/match/sideBySide';
import { redact } from '../core/redact';
import type { Comparison, Fact, Parted, ResultNeed, ResultStep, TestResult } from '../core/result/result';
import { visible, type Span } from '../core/text';
import type { StepName, TestEvent } from './testIdentity';
import {
  comparisonIn,
  doneStep,
  failedStep,
  isDoubtful,
  matchSummary,
  partsOf,
  reportText,
  stepsOf,
  stepTitle,
  verdictOf,
  type TestReport,
} from './testReport';
import { testSourceId, testSourceName } from './testSource';
import { tokenFacts } from './tokenFacts';

type Ended = Exclude<TestEvent, { state: 'running' }>;

/** A test as it has come so far, in words. Nothing secret is in it. */
export async function resultOf(report: TestReport, id: string): Promise<TestResult> {
  const verdict = verdictOf(report);
  const compared = comparisonIn(report.steps.get('match'));
  const byCaller = compared?.kind === 'compared' ? compared : undefined;
  return {
    id,
    identityId: report.identityId,
    identityName: visible(report.name),
    sourceId: testSourceId(report.source),
    sourceName: testSourceName(report.source),
    started: report.started.getTime(),
    outcome: verdict?.outcome ?? null,
    sentence: redact(verdict?.text ?? l10n.t('Testing {0}…', visible(report.name))),
    steps: await Promise.all(stepsOf(report).map((step) => stepOf(report, step))),
    report: '',
    caller: doneStep(report, 'caller')?.caller ?? null,
    rules: byCaller ? awsMatchOf(byCaller.identity) : null,
    change: byCaller ? changeFor(byCaller.explanation) : null,
    refusedHere: failedStep(report)?.step === 'match' && compared !== undefined,
    need: needFor(report),
    fixed: null,
    stale: null,
  };
}

/** A test that has ended, with its report. */
export async function endedResult(report: TestReport, id: string): Promise<TestResult> {
  return { ...(await resultOf(report, id)), report: await reportText(report) };
}

function changeFor(explanation: Explanation): NewValues | null {
  const changes = explanation.fields.flatMap((field) => (field.matches ? [] : [field.change.sets]));
  return changes.length === 0 ? null : changes.reduce<NewValues>((all, sets) => ({ ...all, ...sets }), {});
}

function needFor(report: TestReport): ResultNeed | null {
  const failed = failedStep(report);
  if (failed && needOf(failed.failure)?.kind === 'sign-in') return 'aws-sign-in';
  if (doneStep(report, 'whoAmI')?.who.grants.length === 0) return 'role';
  const match = doneStep(report, 'match')?.match;
  return match?.kind === 'not-compared' && report.finished ? 'sign-in' : null;
}

async function stepOf(report: TestReport, name: StepName): Promise<ResultStep> {
  const event = report.steps.get(name);
  const step = { id: name, label: stepTitle(name), ms: null, summary: '', facts: [], comparisons: [] };
  if (!event) return { ...step, state: report.finished ? 'skipped' : 'waiting' };
  if (event.state === 'running') return { ...step, state: 'running' };
  const compared = comparisonIn(event);
  const actual = compared?.kind === 'claims' ? l10n.t('token') : l10n.t('caller');
  return {
    ...step,
    state: stateOf(event),
    ms: Math.round(event.ms),
    summary: redact(summaryOf(report, event)),
    facts: factsOf(event).map(({ label, value }) => ({ label, value: redact(value) })),
    comparisons: compared ? (await partsOf(compared)).map((part) => comparisonOf(part, actual)) : [],
  };
}

function stateOf(event: Ended): ResultStep['state'] {
  if (event.state === 'failed') return event.failure.kind === 'cancelled' ? 'stopped' : 'failed';
  return isDoubtful(event) ? 'doubtful' : 'done';
}

function comparisonOf(part: ComparedPart, actualLabel: string): Comparison {
  const labels = {
    exact: l10n.t('expected exactly'),
    pattern: l10n.t('expected pattern'),
    default: l10n.t('expected by default'),
    unset: l10n.t('expected'),
  };
  const { expected, actual, parts, change } = part;
  return {
    field: part.title,
    verdict: part.verdict,
    expectedLabel: labels[part.rule],
    actualLabel,
    expected: parted(expected, parts?.expected),
    actual: parted(actual, parts?.actual),
    sentence: part.sentence,
    change: change?.sentence ?? null,
    alsoLetsIn: change?.alsoLetsIn ?? null,
  };
}

/** A text in its pieces; all of it is the first one where it does not part. */
function parted(text: string, at?: Span): Parted {
  const { start, end } = at ?? { start: text.length, end: text.length };
  return {
    before: visible(text.slice(0, start)),
    at: at ? visible(text.slice(start, end)) : null,
    after: visible(text.slice(end)),
  };
}

function summaryOf(report: TestReport, event: Ended): string {
  if (event.state === 'failed') return event.match ? matchSummary(event.match) : event.failure.message;
  switch (event.step) {
    case 'credentials':
      return testSourceName(report.source);
    case 'caller':
      return visible(event.caller.arn.split(':').slice(5).join(':') || event.caller.arn);
    case 'awsToken':
    case 'givenToken':
      return visible(event.token.subject ?? event.token.issuer ?? '');
    case 'match':
      return event.match.kind !== 'not-compared' && event.match.explanation.verdict === 'cannot'
        ? l10n.t('does not match, asked all the same')
        : matchSummary(event.match);
    case 'token':
      return l10n.t('issued, good until {0}', event.token.expires.toLocaleTimeString());
    case 'whoAmI':
      return event.who.grants.length === 0
        ? l10n.t('no role: it can do nothing until a role is bound')
        : l10n.t(
            '{0} capabilities',
            new Set(event.who.grants.flatMap(({ capabilities }) => capabilities)).size,
          );
    case 'repositories':
      return (event.page.total ?? event.page.items.length).toLocaleString();
  }
}

/** How many repositories are named. The token's own list has them all. */
const mostNamed = 20;

function factsOf(event: Ended): readonly Fact[] {
  if (event.state === 'failed') {
    const { failure } = event;
    if (comparisonIn(event)) return [];
    return [
      { label: l10n.t('What to do'), value: failure.remedy ?? '' },
      {
        label: failure.paste?.kind === 'policy' ? l10n.t('IAM policy') : l10n.t('Command'),
        value: failure.paste?.text ?? '',
      },
    ].filter(({ value }) => value !== '');
  }
  switch (event.step) {
    case 'credentials':
      return event.expiration ? [{ label: l10n.t('Expire'), value: event.expiration.toLocaleString() }] : [];
    case 'caller':
      return (['account', 'arn', 'userId'] as const).map((field) => ({
        label: fieldTitle(field),
        value: visible(event.caller[field]),
      }));
    case 'awsToken':
    case 'givenToken':
      return tokenFacts(event.token, event.step === 'awsToken' ? event.region : undefined);
    case 'match':
      return [];
    case 'token': {
      const { issuer, subject, audiences, issuedAt } = event.token.claims;
      return [
        { label: l10n.t('Issuer'), value: visible(issuer ?? l10n.t('not said')) },
        { label: l10n.t('Subject'), value: visible(subject ?? l10n.t('not said')) },
        { label: l10n.t('Audience'), value: visible(audiences.join(', ')) },
        ...(issuedAt ? [{ label: l10n.t('Issued'), value: issuedAt.toLocaleString() }] : []),
        { label: l10n.t('Expires'), value: event.token.expires.toLocaleString() },
      ];
    }
    case 'whoAmI':
      return [
        { label: l10n.t('Subject'), value: visible(event.who.subject) },
        ...event.who.grants.map(({ role, group, capabilities }) => ({
          label: visible(role || l10n.t('role without a name')),
          value: l10n.t(
            '{0} capabilities on {1}: {2}',
            capabilities.length,
            visible(group.name || group.id),
            visible([...capabilities].sort().join(', ')),
          ),
        })),
      ];
    case 'repositories': {
      const { items, total } = event.page;
      const rest = (total ?? items.length) - Math.min(items.length, mostNamed);
      const named = items.slice(0, mostNamed).map(({ name }) => visible(name));
      if (named.length === 0) return [{ label: l10n.t('None'), value: l10n.t('this identity may see none') }];
      const more = rest > 0 ? [l10n.t('and {0} more', rest.toLocaleString())] : [];
      return [{ label: l10n.t('Names'), value: [...named, ...more].join(', ') }];
    }
  }
}
