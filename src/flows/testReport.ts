import * as l10n from '@vscode/l10n';
import { sourceName, type CredentialSource } from '../aws/sources';
import { outcomeOf, signOf, type Outcome } from '../core/match/verdict';
import { redact } from '../core/redact';
import { sentences, visible } from '../core/text';
import type { Matched, StepName, TestEvent } from './testIdentity';

/** The steps of a test, in their order. */
export const stepNames = [
  'credentials',
  'caller',
  'match',
  'token',
  'whoAmI',
  'repositories',
] as const satisfies readonly StepName[];

/** A test so far: the last event of each step. */
export interface TestReport {
  readonly identityId: string;
  /** The identity's name; its shortened id where that is not known. */
  readonly name: string;
  readonly source: CredentialSource;
  readonly started: Date;
  readonly steps: ReadonlyMap<StepName, TestEvent>;
  readonly finished: boolean;
}

/** The report of a test that begins now. */
export function startedReport(
  { identityId, source }: Pick<TestReport, 'identityId' | 'source'>,
  name: string,
): TestReport {
  return { identityId, source, name, started: new Date(), steps: new Map(), finished: false };
}

/** The report with one more event. The match gives the identity's name. */
export function withEvent(report: TestReport, event: TestEvent): TestReport {
  return {
    ...report,
    name: comparisonIn(event)?.identity.name ?? report.name,
    steps: new Map(report.steps).set(event.step, event),
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
export function comparisonIn(
  event: TestEvent | undefined,
): Extract<Matched, { kind: 'compared' }> | undefined {
  if (event === undefined || event.state === 'running' || event.step !== 'match') return undefined;
  return event.match?.kind === 'compared' ? event.match : undefined;
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
    l10n.t('AWS caller: {0}', sourceName(report.source)),
    l10n.t('Time: {0}', report.started.toISOString()),
  ];
  const verdict = verdictOf(report);
  if (verdict) lines.push(l10n.t('Result: {0} {1}', verdict.sign, verdict.text));
  lines.push('');
  for (const step of stepNames) {
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
  if (event.step === 'match') return !(event.match.kind === 'compared' && event.match.explanation.matches);
  return event.step === 'whoAmI' && event.who.grants.length === 0;
}

function stepSign(event: Exclude<TestEvent, { state: 'running' }>): string {
  if (event.state === 'failed') return event.failure.kind === 'cancelled' ? '-' : '✗';
  if (event.step === 'match') {
    if (event.match.kind === 'not-compared') return '?';
    return event.match.explanation.matches ? '✓' : '✗';
  }
  return isDoubtful(event) ? '⚠' : '✓';
}

async function details(event: Exclude<TestEvent, { state: 'running' }>): Promise<string[]> {
  const indent = (...lines: (string | undefined)[]) =>
    lines.flatMap((line) => (line ? line.split('\n').map((part) => `    ${part}`) : []));
  if (event.state === 'failed') {
    const compared = comparisonIn(event);
    if (!compared) return indent(event.failure.message, event.failure.remedy);
    const { explanationText } = await import('../core/match/explain');
    return indent(explanationText(compared.explanation, { identityName: compared.identity.name }));
  }
  switch (event.step) {
    case 'credentials':
      return [];
    case 'caller':
      return indent(
        event.caller.arn,
        l10n.t('Account {0}, user ID {1}', event.caller.account, event.caller.userId),
      );
    case 'match':
      return indent(
        event.match.kind === 'not-compared'
          ? event.match.why
          : event.match.explanation.matches
            ? l10n.t('Account, ARN and user ID match.')
            : l10n.t('Does not match; Chainguard was asked all the same.'),
      );
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
