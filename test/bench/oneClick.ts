import { rm } from 'node:fs/promises';
import { Callers } from '../../src/aws/callers';
import { testIdentity, type TestRequest } from '../../src/flows/testIdentity';
import { temporaryDirectory } from '../host/temporary';
import { startSandbox } from '../sandbox/sandbox';
import { quantile, type Figure } from './figure';

/** What a test of an identity takes beside waiting for answers. */
export async function measureOneClick(): Promise<Figure[]> {
  const home = await temporaryDirectory();
  const sandbox = await startSandbox();
  await sandbox.writeHome(home);
  Object.assign(process.env, sandbox.env(home));
  const request: TestRequest = {
    identityId: sandbox.world.identities['ci-runner'],
    source: { kind: 'profile', name: 'ci-runner' },
    callers: new Callers(),
    issuerUrl: sandbox.urls.issuer,
    apiUrl: sandbox.urls.api,
    audience: 'https://console-api.enforce.dev',
    session: { apiUrl: sandbox.urls.api, token: await sandbox.sessionToken('kim@acme.example') },
  };
  const fetched = globalThis.fetch;
  let waited = 0;
  globalThis.fetch = async (...args) => {
    const since = performance.now();
    try {
      return await fetched(...args);
    } finally {
      waited += performance.now() - since;
    }
  };
  const totals: number[] = [];
  const own: number[] = [];
  try {
    for (let run = -5; run < 50; run++) {
      waited = 0;
      const since = performance.now();
      let steps = 0;
      for await (const event of testIdentity(request, new AbortController().signal)) {
        if (event.state === 'failed') throw event.failure;
        steps++;
      }
      const total = performance.now() - since;
      if (steps !== 12) throw new Error(`the test had ${steps} events`);
      if (run < 0) continue;
      totals.push(total);
      own.push(total - waited);
    }
  } finally {
    globalThis.fetch = fetched;
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  }
  return [
    {
      what: 'one-click test, all of it',
      value: quantile(totals, 0.5),
      unit: 'ms',
      how: 'median of 50, loopback',
    },
    {
      what: 'one-click test beside the network',
      value: quantile(own, 0.5),
      unit: 'ms',
      most: 15,
      how: 'median of 50',
    },
  ];
}
