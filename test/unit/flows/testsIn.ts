import { Callers } from '../../../src/aws/callers';
import { testIdentity, type TestEvent, type TestRequest } from '../../../src/flows/testIdentity';
import { startedReport, withEvent, type TestReport } from '../../../src/flows/testReport';
import { apiAudience } from '../../sandbox/world';
import type { inSandbox } from '../inSandbox';

/** Tests of ci-runner as the profile ci-runner, with kim's session, but for what a test changes. */
export function testsIn(sandbox: ReturnType<typeof inSandbox>) {
  const request = async (change: Partial<TestRequest> = {}): Promise<TestRequest> => {
    const { urls, world } = sandbox();
    return {
      identityId: world.identities['ci-runner'],
      source: { kind: 'profile', name: 'ci-runner' },
      issuerUrl: urls.issuer,
      apiUrl: urls.api,
      audience: apiAudience,
      callers: new Callers(),
      session: { apiUrl: urls.api, token: await sandbox().sessionToken('kim@acme.example') },
      ...change,
    };
  };
  const run = async (
    change: Partial<TestRequest> = {},
    signal = new AbortController().signal,
  ): Promise<TestEvent[]> => {
    const events: TestEvent[] = [];
    for await (const event of testIdentity(await request(change), signal)) events.push(event);
    return events;
  };
  const report = async (change: Partial<TestRequest> = {}, signal?: AbortSignal): Promise<TestReport> =>
    (await run(change, signal)).reduce(withEvent, startedReport(await request(change), 'ci-runner'));
  return { request, run, report };
}
