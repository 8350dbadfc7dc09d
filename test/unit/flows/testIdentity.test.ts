import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getIdentity } from '../../../src/chainguard/iam';
import { Callers } from '../../../src/aws/callers';
import { readProfiles } from '../../../src/aws/profiles';
import type { AwsCredentials } from '../../../src/aws/sign';
import type { StepName } from '../../../src/flows/testIdentity';
import { testIdentity, type TestEvent } from '../../../src/flows/testIdentity';
import { reportText, startedReport, withEvent } from '../../../src/flows/testReport';
import type { Fault, Service } from '../../sandbox/faults';
import { apiAudience } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';
import { testsIn } from './testsIn';

const sandbox = inSandbox();

const { request, run } = testsIn(sandbox);

function failureOf(events: TestEvent[]): Extract<TestEvent, { state: 'failed' }> {
  const last = events.at(-1);
  if (last?.state !== 'failed') throw new Error(`the test did not fail: ${JSON.stringify(last)}`);
  return last;
}

describe('a test that works', () => {
  it('yields every step, first running, then done, in order', async () => {
    const events = await run();
    expect(events.map(({ state, step }) => `${step} ${state}`)).toEqual([
      'credentials running',
      'credentials done',
      'caller running',
      'caller done',
      'match running',
      'match done',
      'token running',
      'token done',
      'whoAmI running',
      'whoAmI done',
      'repositories running',
      'repositories done',
    ]);
  });

  it('finds what the sandbox holds: caller, token, grants and repositories', async () => {
    const events = await run();
    const done = events.filter((event) => event.state === 'done');
    const found = <Step extends StepName>(step: Step) =>
      done.find((event): event is Extract<(typeof done)[number], { step: Step }> => event.step === step);
    expect(found('caller')?.caller.arn).toMatch(/^arn:aws:sts::\d{12}:assumed-role\/ci-runner\//);
    expect(found('token')?.token).toMatchObject({
      audience: apiAudience,
      identity: sandbox().world.identities['ci-runner'],
    });
    expect(found('token')?.token.claims.subject).toBe(sandbox().world.identities['ci-runner']);
    expect(found('whoAmI')?.who.grants[0]).toMatchObject({
      role: 'registry.pull',
      group: { name: 'acme.example' },
    });
    expect(found('whoAmI')?.who.grants[0]?.capabilities).toContain('repo.list');
    expect(found('repositories')?.page).toMatchObject({ total: 40, next: undefined });
    expect(found('repositories')?.page.items).toHaveLength(40);
  });

  it('works without a session and says that the match was left to Chainguard', async () => {
    const events = await run({ session: undefined });
    expect(events.at(-1)).toMatchObject({ state: 'done', step: 'repositories' });
    expect(events).toContainEqual(
      expect.objectContaining({
        state: 'done',
        step: 'match',
        match: expect.objectContaining({ kind: 'not-compared' }) as unknown,
      }),
    );
  });

  it('works when the session may not read the identity', async () => {
    const token = await sandbox().sessionToken('ci-runner');
    const events = await run({ session: { apiUrl: sandbox().urls.api, token } });
    expect(events.at(-1)).toMatchObject({ state: 'done', step: 'repositories' });
  });
});

describe('an identity that the caller cannot assume', () => {
  const wrong = () => ({
    identityId: sandbox().world.identities['ec2-pull'],
    source: { kind: 'profile', name: 'ec2' } as const,
  });

  it('fails at the match with a verdict for each field, and nothing is sent to Chainguard’s issuer', async () => {
    sandbox().requests.length = 0;
    const { step, failure, match } = failureOf(await run(wrong()));
    expect([step, failure.kind]).toEqual(['match', 'mismatch']);
    expect(
      match?.kind === 'compared' && match.explanation.fields.map(({ field, matches }) => [field, matches]),
    ).toEqual([
      ['account', true],
      ['arn', false],
      ['userId', true],
    ]);
    expect(sandbox().requests.filter(({ service }) => service === 'issuer')).toEqual([]);
  });

  it('is said in sentences that each end with a full stop, where more than one field differs', async () => {
    const source = { kind: 'profile', name: 'ec2' } as const;
    const { failure, match } = failureOf(await run({ source }));
    if (match?.kind !== 'compared') throw new Error('the identity was not read');
    const wrongFields = match.explanation.fields.filter((field) => !field.matches);
    expect(wrongFields.length).toBeGreaterThan(1);
    for (const { sentence, change } of wrongFields) {
      for (const line of sentence.split('\n')) expect(failure.message).toContain(line.replace(/\.?$/, '.'));
      expect(failure.remedy).toContain(change.sentence);
    }
    expect([failure.message, failure.remedy]).toEqual([
      expect.stringMatching(/^[^\n]+\.$/),
      expect.stringMatching(/^[^\n]+\.$/),
    ]);
  });

  it('is refused by the issuer too when it is asked anyway', async () => {
    const { step, failure } = failureOf(await run({ ...wrong(), evenIfMismatch: true }));
    expect([step, failure.kind, failure.status]).toEqual(['token', 'denied', 403]);
  });

  it('says so when the identity does not trust AWS at all', async () => {
    const { step, failure } = failureOf(await run({ identityId: sandbox().world.identities.release }));
    expect([step, failure.kind]).toEqual(['match', 'mismatch']);
    expect(failure.message).toContain('release');
  });
});

describe('bad input, before anything is sent', () => {
  it.each([
    ['nothing', ''],
    ['an organization’s id', '0123456789abcdef0123456789abcdef01234567'],
    ['upper case', '0123456789ABCDEF0123456789abcdef01234567/89abcdef01234567'],
    ['a name', 'ci-runner'],
    ['control characters', '0123456789abcdef0123456789abcdef01234567/89abcdef0123\r\n67'],
  ])('refuses %s for an identity', async (_, identityId) => {
    sandbox().requests.length = 0;
    const { step, failure } = failureOf(await run({ identityId }));
    expect([step, failure.kind]).toEqual(['credentials', 'invalid']);
    expect(failure.remedy).toBeTruthy();
    expect(sandbox().requests).toEqual([]);
  });
});

describe('credentials', () => {
  it.each([
    ['a profile that does not exist', 'nobody', 'credentials', 'no-credentials'],
    ['a profile whose source does not exist', 'broken', 'credentials', 'no-credentials'],
    ['a profile whose role may not be assumed', 'denied', 'credentials', 'denied'],
    ['expired credentials', 'expired', 'caller', 'no-credentials'],
  ])('%s', async (_, name, expected, kind) => {
    const { step, failure } = failureOf(await run({ source: { kind: 'profile', name } }));
    expect([step, failure.kind]).toEqual([expected, kind]);
    expect(failure.remedy).toBeTruthy();
  });

  it('are missing from an environment without keys', async () => {
    const { step, failure } = failureOf(await run({ source: { kind: 'environment' } }));
    expect([step, failure.kind]).toEqual(['credentials', 'no-credentials']);
  });

  it('instance metadata gives the caller of the instance', async () => {
    const events = await run({ source: { kind: 'instance' }, session: undefined });
    const caller = events.find((event) => event.state === 'done' && event.step === 'caller');
    expect(caller).toMatchObject({
      caller: { arn: expect.stringContaining('AmazonSSMRoleForInstancesQuickSetup') as unknown },
    });
  });

  it('the code of an MFA device is asked for, with its serial number', async () => {
    const asked: string[] = [];
    await run({
      source: { kind: 'profile', name: 'admin' },
      callers: new Callers({
        mfaCode: (serial) => {
          asked.push(serial);
          return Promise.resolve('123456');
        },
      }),
    });
    expect(asked).toEqual([expect.stringMatching(/^arn:aws:iam::\d{12}:mfa\//)]);
  });
});

describe('an MFA code', () => {
  it('a code is not asked for again because the network failed behind it', async () => {
    const asked: string[] = [];
    const callers = new Callers({
      mfaCode: (serial) => {
        asked.push(serial);
        return Promise.resolve('123456');
      },
    });
    const source = { kind: 'profile', name: 'admin' } as const;
    sandbox().faults.set({ service: 'sts', fault: { kind: 'reset' }, after: 1 });
    const { step, failure } = failureOf(await run({ source, callers }));
    expect([step, failure.kind]).toEqual(['caller', 'offline']);
    sandbox().faults.clear();
    await run({ source, callers });
    expect(asked).toHaveLength(1);
  });
});

describe('a profile whose keys change while its caller is asked for', () => {
  const source = { kind: 'profile', name: 'default' } as const;

  /** Runs a test in which the keys change before the caller is asked for; gives the new ones as they were got then. */
  async function changedMeanwhile(callers: Callers): Promise<AwsCredentials | undefined> {
    const file = join(sandbox().home, '.aws', 'credentials');
    const before = await readFile(file, 'utf8');
    const { kim, nightly } = sandbox().world.aws.samples;
    callers.settle((await readProfiles()).profiles);
    let renewed: AwsCredentials | undefined;
    try {
      for await (const event of testIdentity(
        await request({ source, callers }),
        new AbortController().signal,
      )) {
        if (event.state !== 'running' || event.step !== 'caller') continue;
        const { accessKeyId, secretAccessKey } = nightly;
        await writeFile(
          file,
          before.replace(kim.accessKeyId, accessKeyId).replace(kim.secretAccessKey, secretAccessKey),
        );
        callers.settle((await readProfiles()).profiles);
        renewed = await callers.credentials(source);
      }
      return renewed;
    } finally {
      await writeFile(file, before);
    }
  }

  it('is not taken for who it was', async () => {
    const callers = new Callers();
    await changedMeanwhile(callers);
    expect(callers.known('profile:default')).toBeUndefined();
    expect((await callers.identify(source)).caller.arn).toContain('nightly');
  });

  it('keeps its new keys when AWS refuses the old ones', async () => {
    const body = JSON.stringify({ Error: { Code: 'InvalidClientTokenId', Message: '' } });
    sandbox().faults.set({ service: 'sts', fault: { kind: 'status', status: 403, body }, times: 1 });
    const callers = new Callers();
    const renewed = await changedMeanwhile(callers);
    expect(renewed?.accessKeyId).toBe(sandbox().world.aws.samples.nightly.accessKeyId);
    expect(await callers.credentials(source)).toBe(renewed);
  });
});

/** Where a fault is set: the service, the path, and the step that meets it. */
const places: [StepName, Service, string][] = [
  ['caller', 'sts', '/'],
  ['token', 'issuer', '/sts/exchange'],
  ['whoAmI', 'api', '/auth/v1/ok'],
  ['repositories', 'api', '/registry/v2/repos'],
];
const faults: [string, Fault, string][] = [
  ['429', { kind: 'status', status: 429, retryAfter: '7' }, 'offline'],
  ['500', { kind: 'status', status: 500 }, 'unexpected'],
  ['502 with HTML', { kind: 'html' }, 'offline'],
  ['503', { kind: 'status', status: 503 }, 'offline'],
  ['a body cut short', { kind: 'cut' }, 'offline'],
  ['a connection reset', { kind: 'reset' }, 'offline'],
  ['JSON of another shape', { kind: 'wrongShape' }, 'unexpected'],
  ['something that is not JSON', { kind: 'notJson' }, 'unexpected'],
  ['a body without end', { kind: 'endless' }, 'unexpected'],
  ['a redirect', { kind: 'redirect' }, 'unexpected'],
];

describe.each(places)('faults at the step %s', (step, service, path) => {
  it.each(faults)('%s ends the test there with words and a remedy', async (_, fault, kind) => {
    sandbox().faults.set({ service, path, fault });
    sandbox().requests.length = 0;
    const failed = failureOf(await run());
    expect(failed.step).toBe(step);
    expect(failed.failure.message).toMatch(/^\S.*\S/s);
    expect(failed.failure.remedy).toBeTruthy();
    if (service === 'sts' && fault.kind === 'status' && fault.status === 500)
      expect(failed.failure.kind).toBe('offline');
    else expect(failed.failure.kind).toBe(kind);
    expect(sandbox().requests.filter((recorded) => recorded.service === 'elsewhere')).toEqual([]);
  });

  it('is cancelled while it waits, at once', async () => {
    sandbox().faults.set({ service, path, fault: { kind: 'hang' } });
    const abort = new AbortController();
    const events: TestEvent[] = [];
    for await (const event of testIdentity(await request(), abort.signal)) {
      events.push(event);
      if (event.state === 'running' && event.step === step) setImmediate(() => abort.abort());
    }
    expect(events.at(-1)).toMatchObject({ state: 'failed', step, failure: { kind: 'cancelled' } });
  });
});

describe('a test without a session', () => {
  it('is cancelled before it has begun', async () => {
    expect(failureOf(await run({}, AbortSignal.abort())).failure.kind).toBe('cancelled');
  });

  it('an expired session leaves the match to Chainguard, and says so', async () => {
    const token = await sandbox().sessionToken('kim@acme.example', apiAudience, { at: new Date(0) });
    const events = await run({ session: { apiUrl: sandbox().urls.api, token } });
    const match = events.find((event) => event.state === 'done' && event.step === 'match');
    expect(match).toMatchObject({
      match: { kind: 'not-compared', why: expect.stringContaining('token') as unknown },
    });
  });
});

/** The texts of chainguard-dev/sdk auth/aws/verify.go, and a word of the remedy for each. */
const verifierErrors: [string, RegExp][] = [
  ['invalid token encoding', /sign a new token/i],
  ['token is not a well-formed GetCallerIdentity request', /sign a new token/i],
  ['a required header is not covered by the request signature', /sign a new token/i],
  ['audience header in token does not match expected audience', /issuerUrl/],
  ['identity header in token does not match expected identity', /another identity/],
  ['token timestamp is in the future', /clock/],
  ['token expired', /clock/],
  ['failed to reach AWS STS endpoint: timeout', /could not ask AWS/],
  ['token rejected by AWS STS endpoint', /credentials/],
];

describe('a test that Chainguard refuses', () => {
  it.each(verifierErrors)(
    'ends with the words of the verifier and a remedy of its own: %s',
    async (text, remedy) => {
      const body = JSON.stringify({ code: 16, message: text, details: [] });
      sandbox().faults.set({
        service: 'issuer',
        fault: { kind: 'status', status: 401, body, contentType: 'application/json' },
      });
      const { step, failure } = failureOf(await run());
      expect([step, failure.kind]).toEqual(['token', 'denied']);
      expect(failure.message).toContain(text);
      expect(failure.remedy).toMatch(remedy);
    },
  );

  it('a clock that is off is named by the real verifier', async () => {
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'clock', ms: -3_600_000 } });
    const { failure } = failureOf(await run());
    expect(failure.message).toContain('token timestamp is in the future');
    expect(failure.remedy).toMatch(/clock is ahead/);
  });

  it('an issuer that goes by another address refuses the audience', async () => {
    const { failure } = failureOf(
      await run({ issuerUrl: sandbox().urls.issuer.replace('127.0.0.1', 'localhost') }),
    );
    expect(failure.message).toContain('audience header in token');
  });

  it('an identity that is not there any more is said to be unknown', async () => {
    const identityId = `${sandbox().world.identities['ci-runner'].slice(0, -4)}0000`;
    const { step, failure } = failureOf(await run({ identityId }));
    expect([step, failure.kind, failure.status]).toEqual(['token', 'denied', 404]);
  });

  it('what the API does not allow is denied', async () => {
    sandbox().faults.set({
      service: 'api',
      path: '/registry/v2/repos',
      fault: { kind: 'status', status: 403 },
    });
    expect(failureOf(await run())).toMatchObject({ step: 'repositories', failure: { kind: 'denied' } });
  });

  it('the exchange is tried again while the issuer is unavailable, three times at most', async () => {
    sandbox().requests.length = 0;
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status: 503 }, times: 2 });
    expect((await run()).at(-1)).toMatchObject({ state: 'done', step: 'repositories' });
    expect(sandbox().requests.filter(({ service }) => service === 'issuer')).toHaveLength(3);
  });

  it('no secret gets into a report, whichever way the test ended', async () => {
    const { urls, world } = sandbox();
    const reports: string[] = [];
    const secrets = Object.values(world.aws.samples).flatMap(({ secretAccessKey, sessionToken }) => [
      secretAccessKey,
      sessionToken,
    ]);
    for (const name of ['ci-runner', 'expired', 'broken', 'ec2']) {
      const asked = await request({ source: { kind: 'profile', name } });
      let report = startedReport(asked, 'ci-runner');
      for await (const event of testIdentity(asked, new AbortController().signal)) {
        report = withEvent(report, event);
        if (event.state === 'done' && event.step === 'token') secrets.push(event.token.secret);
      }
      expect(report.finished).toBe(true);
      reports.push(await reportText(report));
    }
    const session = { apiUrl: urls.api, token: await sandbox().sessionToken('kim@acme.example') };
    const identity = await getIdentity(session, world.identities['ci-runner']);
    expect(reports[0]).toContain(identity.name);
    expect(secrets.filter((secret) => secret !== undefined && reports.join().includes(secret))).toEqual([]);
  });
});
