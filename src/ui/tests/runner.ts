import { randomUUID } from 'node:crypto';
import { shorten } from '../../core/uidp';
import type { TestResult } from '../../core/result/result';
import { testIdentity, type TestRequest } from '../../flows/testIdentity';
import { comparisonIn, startedReport, withEvent } from '../../flows/testReport';
import { endedResult, resultOf } from '../../flows/testResult';
import type { Tokens } from '../tokens/tokens';
import type { TestResults } from './results';

/** Runs a test to its end, however it ends. Its result is shown with each fact, and kept in the end. */
export async function runTest(
  services: { readonly results: TestResults; readonly tokens: Tokens },
  request: TestRequest,
  name: string | undefined,
  signal: AbortSignal,
): Promise<TestResult> {
  const { results, tokens } = services;
  const id = randomUUID();
  const { fixed = null } = results.lastOf(request.identityId) ?? {};
  let report = startedReport(request, name ?? shorten(request.identityId));
  results.show({ ...(await resultOf(report, id)), fixed });
  for await (const event of testIdentity(request, signal)) {
    report = withEvent(report, event);
    if (event.state === 'done' && event.step === 'token')
      results.issued(id, tokens.add(event.token, report.name).id);
    const compared = comparisonIn(event);
    if (compared?.kind === 'claims') results.compared(id, compared);
    if (!report.finished && results.running?.id === id)
      results.show({ ...(await resultOf(report, id)), fixed });
  }
  const ended = { ...(await endedResult(report, id)), fixed };
  await results.keep(ended);
  return ended;
}
