import * as l10n from '@vscode/l10n';
import { outcomeOf, signOf, type Outcome, type RulesVerdict } from '../core/match/verdict';
import { redact } from '../core/redact';
import { sentences, visible } from '../core/text';
import type { Way } from '../core/match/way';
import type { ComparedPart } from '../core/match/sideBySide';
import { claimTitle } from '../core/match/claimName';
import { fieldTitle } from '../core/field';
import type { Matched, StepName, TestEvent } from './testEvents';
import { isTokenSource, testSourceName, type TestSource } from './testSource';
import { tokenFacts } from './tokenFacts';

/** A test so far: the last event of each step. */
export interface TestReport {
  readonly identityId: string;
  /** The identity's name; its shortened id where that is not known. */
  readonly name: string;
  readonly source: TestSource;
  /** How an AWS caller is to prove who it is, as far as that was known before. */
  readonly way?: Way | undefined;
  readonly started: Date;
  readonly steps: ReadonlyMap<StepName, TestEvent>;
  readonly finished: boolean;
}

/** The report of a test that begins now. */
export function startedReport(
  { identityId, source, way }: Pick<TestReport, 'identityId' | 'source' | 'way'>,
  name: string,
): TestReport {
  return { identityId, source, way, name, started: new Date(), steps: new Map(), finished: false };
}

/** The steps of a test in their order, those that are not reached yet among them. */
export function stepsOf({ source, way, steps }: TestReport): readonly StepName[] {
  const last = ['match', 'token', 'whoAmI', 'repositories'] as const;
  if (isTokenSource(source)) return ['givenToken', ...last];
  const byToken = steps.has('awsToken') || (way === 'web-identity' && !steps.has('match'));
  return ['credentials', 'caller', ...(byToken ? (['awsToken'] as const) : []), ...last];
}

/** The report with one more event. The match gives the identity's name. */
export function withEvent(report: TestReport, event: TestEvent): TestReport {
  // A step that turns out to be another one is not running any more.
  const ended = [...report.steps].filter(([, { state }]) => state !== 'running');
  return {
    ...report,
    name: comparisonIn(event)?.identity.name ?? report.name,
    steps: new Map(ended).set(event.step, event),
    finished: event.state === 'failed' || (event.state === 'done' && event.step === 'repositories'),
  };
}

/** The event of a step that is done; `undefined` while it is not. */
export function doneStep<Step extends StepName>(
  report: TestReport,
  step: Step,
): Extract<TestEvent, { state: 'done'; step: Step }> | undefined {
  const event = report.steps.get(step);
  return event?.state === 'done' ? (event as Extract<TestEvent, { state: 'done'; step: Step }>) : undefined;
}

/** The failure that ended the test; `undefined` when none did. */
export function failedStep(report: TestReport): Extract<TestEvent, { state: 'failed' }> | undefined {
  return [...report.steps.values()].find((event) => event.state === 'failed');
}

/** The comparison in an event of a test, whether it matches or not; `undefined` where none was made. */
export function comparisonIn(event: TestEvent | undefined): Compared | undefined {
  if (event === undefined || event.state === 'running' || event.step !== 'match') return undefined;
  return event.match?.kind === 'not-compared' ? undefined : event.match;
}

/** A comparison of a caller or a token with an identity's rules. */
export type Compared = Exclude<Matched, { kind: 'not-compared' }>;

/** What was compared, rule by rule. */
export async function partsOf(compared: Compared): Promise<readonly ComparedPart[]> {
  return compared.kind === 'claims'
    ? (await import('../core/match/claimExplanation')).claimParts(compared.explanation)
    : (await import('../core/match/explain')).callerParts(compared.explanation);
}

/** A comparison as text for a ticket. */
async function comparedText(compared: Compared): Promise<string> {
  const about = { identityName: compared.identity.name };
  return compared.kind === 'claims'
    ? (await import('../core/match/claimExplanation')).claimExplanationText(compared.explanation, about)
    : (await import('../core/match/explain')).explanationText(compared.explanation, about);
}

/** How a test ended. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly sign: ReturnType<typeof signOf>;
  /** What to know about it, in a sentence or a few, which begin with the outcome. */
  readonly text: string;
  /** The step to look at; `undefined` where all went well. */
  readonly step: StepName | undefined;
}

/** The verdict of a test; `undefined` while it runs. */
export function verdictOf(report: TestReport): Verdict | undefined {
  if (!report.finished) return undefined;
  const failed = failedStep(report);
  const rules = comparisonIn(report.steps.get('match'))?.explanation.verdict;
  const grants = doneStep(report, 'whoAmI')?.who.grants.length;
  const asked = failed?.step === 'token' && failed.failure.refused === 'caller' ? 'refused' : undefined;
  const outcome = outcomeOf({
    // An identity that trusts no AWS caller is not compared, and refuses every one.
    rules: failed?.failure.kind === 'mismatch' ? 'cannot' : rules,
    issuer: doneStep(report, 'token') ? 'issued' : asked,
    failed: failed !== undefined,
    grants,
  });
  const step = grants === 0 ? 'whoAmI' : (failed?.step ?? (rules === 'cannot' ? 'match' : undefined));
  return { outcome, sign: signOf(outcome), text: verdictText(report, outcome), step };
}

function verdictText(report: TestReport, outcome: Outcome): string {
  const name = visible(report.name);
  const failure = failedStep(report)?.failure;
  const why = sentences(failure?.message, failure?.remedy);
  const fits = comparisonIn(report.steps.get('match'))?.explanation.verdict === 'can';
  switch (outcome) {
    case 'assumed':
      return l10n.t('This caller can assume {0}.', name);
    case 'assumed-but':
      // Whatever fails after that fails because of it.
      if (doneStep(report, 'whoAmI')?.who.grants.length === 0)
        return l10n.t('This caller can assume {0}, but it can do nothing yet: no role is bound to it.', name);
      return failure
        ? l10n.t('This caller can assume {0}, but a later step failed: {1}', name, why)
        : l10n.t(
            'This caller can assume {0}, although its rules as they were read here do not fit. Please report that.',
            name,
          );
    case 'not-assumed':
      return l10n.t(
        'This caller cannot assume {0}: {1}',
        name,
        failure?.kind === 'mismatch' ? failure.message : why,
      );
    case 'not-tested':
      return sentences(
        failure?.kind === 'cancelled' ? failure.message : l10n.t('{0} was not tested: {1}', name, why),
        fits ? l10n.t('By its rules this caller can assume it.') : undefined,
      );
    case 'not-known':
      return l10n.t('Whether this caller can assume {0} is not known.', name);
  }
}

/** A step's name for people. */
export function stepTitle(step: StepName): string {
  const titles: Record<StepName, string> = {
    credentials: l10n.t('Credentials'),
    caller: l10n.t('Caller'),
    awsToken: l10n.t('AWS token'),
    givenToken: l10n.t('Identity token'),
    match: l10n.t('Match'),
    token: l10n.t('Token'),
    whoAmI: l10n.t('Who am I'),
    repositories: l10n.t('Repositories'),
  };
  return titles[step];
}

/** The report as text for a ticket, without secrets. */
export async function reportText(report: TestReport): Promise<string> {
  const lines = [
    l10n.t('Test of the Chainguard identity {0}', visible(report.name)),
    l10n.t('Identity: {0}', report.identityId),
    isTokenSource(report.source)
      ? l10n.t('Caller: {0}', testSourceName(report.source))
      : l10n.t('AWS caller: {0}', testSourceName(report.source)),
    l10n.t('Time: {0}', report.started.toISOString()),
  ];
  const verdict = verdictOf(report);
  if (verdict) lines.push(l10n.t('Result: {0} {1}', verdict.sign, verdict.text));
  lines.push('');
  for (const step of stepsOf(report)) {
    const event = report.steps.get(step);
    if (!event) continue;
    if (event.state === 'running') lines.push(`… ${stepTitle(step)}`);
    else
      lines.push(
        `${stepSign(event)} ${stepTitle(step)} (${Math.round(event.ms)} ms)`,
        ...(await details(event)),
      );
  }
  return redact(lines.join('\n')) + '\n';
}

/** Whether a step found what is not as it should be, although it is done. */
export function isDoubtful(event: Extract<TestEvent, { state: 'done' }>): boolean {
  if (event.step === 'match') return !isFit(event.match);
  return event.step === 'whoAmI' && event.who.grants.length === 0;
}

/** Whether every rule that was compared fits; another may not be known, such as the audience of static keys. */
export function isFit(match: Matched): boolean {
  if (match.kind === 'not-compared') return false;
  return match.kind === 'compared'
    ? match.explanation.matches
    : match.explanation.fields.every(({ matches }) => matches);
}

function stepSign(event: Exclude<TestEvent, { state: 'running' }>): string {
  if (event.state === 'failed') return event.failure.kind === 'cancelled' ? '-' : '✗';
  if (event.step === 'match') {
    if (event.match.kind === 'not-compared') return '?';
    if (isFit(event.match)) return '✓';
    return event.match.explanation.verdict === 'cannot' ? '✗' : '?';
  }
  return isDoubtful(event) ? '⚠' : '✓';
}

async function details(event: Exclude<TestEvent, { state: 'running' }>): Promise<string[]> {
  const indent = (...lines: (string | undefined)[]) =>
    lines.flatMap((line) => (line ? line.split('\n').map((part) => `    ${part}`) : []));
  if (event.state === 'failed') {
    const compared = comparisonIn(event);
    if (!compared) {
      const { message, remedy, paste } = event.failure;
      return indent(message, remedy, paste?.kind === 'policy' ? paste.text : undefined);
    }
    return indent(await comparedText(compared));
  }
  switch (event.step) {
    case 'credentials':
      return [];
    case 'caller':
      return indent(
        event.caller.arn,
        l10n.t('Account {0}, user ID {1}', event.caller.account, event.caller.userId),
      );
    case 'awsToken':
    case 'givenToken': {
      const region = event.step === 'awsToken' ? event.region : undefined;
      return indent(...tokenFacts(event.token, region).map(({ label, value }) => `${label}: ${value}`));
    }
    case 'match':
      return indent(event.match.kind === 'not-compared' ? event.match.why : matchSentence(event.match));
    case 'token':
      return indent(l10n.t('For {0}, until {1}', event.token.audience, event.token.expires.toISOString()));
    case 'whoAmI':
      return indent(
        event.who.subject,
        event.who.grants.length === 0 ? l10n.t('No role is bound to it.') : undefined,
        ...event.who.grants.map((grant) =>
          l10n.t(
            '{0} on {1}: {2}',
            grant.role,
            visible(grant.group.name || grant.group.id),
            grant.capabilities.join(', '),
          ),
        ),
      );
    case 'repositories':
      return indent(l10n.t('{0} in all', event.page.total ?? event.page.items.length));
  }
}

function matchSentence(match: Compared): string {
  if (match.explanation.verdict === 'cannot')
    return l10n.t('Does not match; Chainguard was asked all the same.');
  if (match.kind === 'compared') return l10n.t('Account, ARN and user ID match.');
  const open = match.explanation.fields.filter(({ verdict }) => verdict === 'unknown');
  return open.length > 0
    ? sentences(...open.map(({ sentence }) => sentence))
    : l10n.t('What the identity asks of a token matches.');
}

/** How a comparison came out, in a few words. */
export function matchSummary(match: Matched): string {
  if (match.kind === 'not-compared') return match.why;
  const names = (verdict: RulesVerdict) =>
    match.kind === 'claims'
      ? match.explanation.fields
          .filter((field) => field.verdict === verdict)
          .map(({ part, field }) => claimTitle(part, field))
      : match.explanation.fields
          .filter((field) => field.matches === (verdict === 'can'))
          .map(({ field }) => fieldTitle(field));
  if (match.explanation.verdict === 'cannot')
    return l10n.t('does not match: {0}', names('cannot').join(', '));
  const open = names('unknown');
  if (open.length > 0) return l10n.t('not known: {0}', open.join(', '));
  return match.kind === 'claims' ? names('can').join(' · ') : l10n.t('account · ARN · user ID');
}
