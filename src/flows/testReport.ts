import * as l10n from '@vscode/l10n';
import { sourceName, type CredentialSource } from '../aws/sources';
import { redact } from '../core/redact';
import { visible } from '../core/text';
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
    '',
  ];
  for (const step of stepNames) {
    const event = report.steps.get(step);
    if (!event) continue;
    if (event.state === 'running') lines.push(`… ${stepTitle(step)}`);
    else
      lines.push(
        `${event.state === 'done' ? '✓' : '✗'} ${stepTitle(step)} (${Math.round(event.ms)} ms)`,
        ...(await details(event)),
      );
  }
  return redact(lines.join('\n')) + '\n';
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
