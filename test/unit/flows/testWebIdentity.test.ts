import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awsWebIdentity, type AwsWebIdentityRequest } from '../../../src/flows/awsWebIdentity';
import { obtainAgain } from '../../../src/flows/obtainToken';
import { readTokenFile, tokensInVariables } from '../../../src/flows/givenToken';
import type { StepName, TestEvent, TestRequest } from '../../../src/flows/testIdentity';
import { partsOf, reportText, stepsOf, verdictOf, type TestReport } from '../../../src/flows/testReport';
import type { Fault } from '../../sandbox/faults';
import { accounts, awsIssuers, githubIssuer, hex, publicIssuer, pullTokenIssuer } from '../../sandbox/world';
import type { TokenSource } from '../../../src/flows/testSource';
import { inSandbox } from '../inSandbox';
import { testsIn } from './testsIn';

const sandbox = inSandbox({ federated: true });
const { request, report, run } = testsIn(sandbox);

const profile = (name: string) => ({ kind: 'profile', name }) as const;
const web = (change: Partial<TestRequest> = {}): Partial<TestRequest> => ({
  identityId: sandbox().world.federated['ci-web'],
  way: 'web-identity',
  ...change,
});

/** A job of the shop's main branch on GitHub, but for some claims. */
const job = (change: Record<string, unknown> = {}) =>
  sandbox().oidcToken({
    iss: githubIssuer,
    sub: 'repo:acme/shop:ref:refs/heads/main',
    aud: publicIssuer,
    repository_owner: 'acme',
    ...change,
  });

/** A test of `shop-main` with this text where its token should be. */
const given = (text: string, change: Partial<TestRequest> = {}): Partial<TestRequest> => ({
  identityId: sandbox().world.federated['shop-main'],
  source: { kind: 'clipboard' } satisfies TokenSource,
  readToken: () => Promise.resolve(text),
  way: 'token',
  ...change,
});

const stateOf = (tested: TestReport) =>
  [...tested.steps.values()].map(({ step, state }) => `${step} ${state}`);

const failureOf = (tested: TestReport) => {
  const last = [...tested.steps.values()].at(-1);
  if (last?.state !== 'failed') throw new Error(`the test did not fail: ${last?.step}`);
  return last;
};

const askedOfIssuer = () => sandbox().requests.filter(({ service }) => service === 'issuer');

describe('a test by a web identity token of AWS', () => {
  it('finds credentials, caller, AWS’s token, a match, a token, who it is and repositories', async () => {
    const tested = await report(web());
    const steps = ['credentials', 'caller', 'awsToken', 'match', 'token', 'whoAmI', 'repositories'];
    expect(stateOf(tested)).toEqual(steps.map((step) => `${step} done`));
    expect(stepsOf(tested)).toEqual(steps);
    expect(verdictOf(tested)).toMatchObject({ outcome: 'assumed', text: 'This caller can assume ci-web.' });
    expect(tested.steps.get('awsToken')).toMatchObject({
      region: 'eu-west-1',
      token: {
        issuer: awsIssuers[accounts.aws],
        subject: `arn:aws:iam::${accounts.aws}:role/ci-runner`,
        audiences: [publicIssuer],
        aws: { account: accounts.aws },
      },
    });
  });

  it('says in the report what the token says and in which region it was asked for', async () => {
    const text = await reportText(await report(web()));
    expect(text).toMatch(/^✓ AWS token \(\d+ ms\)$/m);
    for (const fact of [
      `Issuer: ${awsIssuers[accounts.aws]}`,
      `Subject: arn:aws:iam::${accounts.aws}:role/ci-runner`,
      `Audience: ${publicIssuer}`,
      `AWS account: ${accounts.aws}`,
      'Asked in region: eu-west-1',
      'What the identity asks of a token matches.',
    ])
      expect(text).toContain(`    ${fact}\n`);
  });

  it('is chosen by the identity’s rules, whatever was taken for its way before', async () => {
    const byRules = await report(web({ way: 'signed-request' }));
    expect(stepsOf(byRules)).toContain('awsToken');
    expect(verdictOf(byRules)?.outcome).toBe('assumed');
    const signed = await report({ way: 'web-identity' });
    expect(stateOf(signed)).not.toContain('awsToken running');
    expect(stepsOf(signed)).not.toContain('awsToken');
    expect(verdictOf(signed)?.outcome).toBe('assumed');
  });

  it('goes the way that a person named where the identity cannot be read, for the issuer’s own audience', async () => {
    const { issuer } = sandbox().urls;
    const tested = await report(web({ session: undefined }));
    expect(tested.steps.get('awsToken')).toMatchObject({ token: { audiences: [issuer] } });
    expect(tested.steps.get('match')).toMatchObject({ match: { kind: 'not-compared' } });
  });

  it('explains a role without its path before anything is sent to Chainguard', async () => {
    sandbox().requests.length = 0;
    const tested = await report(
      web({ identityId: sandbox().world.federated['deploy-web'], source: profile('deploy') }),
    );
    const { step, failure, match } = failureOf(tested);
    expect([step, failure.kind]).toEqual(['match', 'mismatch']);
    expect(failure.message).toBe('The ARN lacks the path, which a web identity token keeps: /teams/shop/.');
    expect(failure.remedy).toContain(`role/teams/shop/deploy`);
    if (match?.kind !== 'claims') throw new Error('nothing was compared');
    expect((await partsOf(match)).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'issuer can',
      'subject cannot',
      'audience can',
    ]);
    expect(askedOfIssuer()).toEqual([]);
    expect(verdictOf(tested)).toMatchObject({ outcome: 'not-assumed', step: 'match' });
    const text = await reportText(tested);
    expect(text).toMatch(/expected exactly {2}arn:aws:iam::\d+:role\/deploy\n +\^+\n +token {13}arn:aws:iam/);
  });

  it('asks Chainguard all the same where it is told to, which refuses', async () => {
    const tested = await report(
      web({
        identityId: sandbox().world.federated['ec2-web'],
        source: profile('ec2'),
        evenIfMismatch: true,
      }),
    );
    expect(failureOf(tested)).toMatchObject({ step: 'token', failure: { kind: 'denied', status: 403 } });
    expect(await reportText(tested)).toMatch(/^✗ Match[^]*Chainguard was asked all the same/m);
  });

  it('asks for no more seconds than the credentials have left', async () => {
    const { ciRunner } = sandbox().world.aws.samples;
    const { expires } = ciRunner;
    ciRunner.expires = new Date(Date.now() + 120_000);
    const callers = (await request()).callers;
    callers.credentials = () => Promise.resolve({ ...ciRunner, expiration: ciRunner.expires });
    const tested = await report(web({ callers }));
    if (expires) ciRunner.expires = expires;
    expect(verdictOf(tested)?.outcome).toBe('assumed');
  });
});

describe('a refusal of AWS', () => {
  const refused = async (change: Partial<TestRequest> = {}) => {
    const tested = await report(web(change));
    expect(verdictOf(tested)).toMatchObject({ outcome: 'not-tested', sign: '?', step: 'awsToken' });
    expect(stateOf(tested).slice(0, 2)).toEqual(['credentials done', 'caller done']);
    const { failure } = failureOf(tested);
    const text = await reportText(tested);
    for (const line of failure.paste?.text.split('\n') ?? []) expect(text).toContain(line);
    return failure;
  };

  it('says how federation is turned on, with the command', async () => {
    const federation = sandbox().world.aws.federation.get(accounts.aws);
    if (federation) federation.enabled = false;
    const failure = await refused();
    if (federation) federation.enabled = true;
    expect([failure.kind, failure.paste?.text]).toEqual([
      'denied',
      'aws iam enable-outbound-web-identity-federation',
    ]);
  });

  it('names the policy where the caller has none', async () => {
    const policies = sandbox().world.aws.tokenPolicies;
    const role = `arn:aws:iam::${accounts.aws}:role/ci-runner`;
    const policy = policies.get(role);
    policies.delete(role);
    const failure = await refused();
    if (policy) policies.set(role, policy);
    expect(failure.paste).toMatchObject({ kind: 'policy' });
    expect(failure.paste?.text).toContain(publicIssuer);
  });

  it('says that the token would outlive a session that is nearly over', async () => {
    const { ciRunner } = sandbox().world.aws.samples;
    const { expires } = ciRunner;
    ciRunner.expires = new Date(Date.now() + 30_000);
    const failure = await refused();
    if (expires) ciRunner.expires = expires;
    expect(failure.message).toMatch(/^The token would outlive the session/);
    expect(failure.remedy).toContain('new credentials');
  });

  it.each([
    ['JWTPayloadSizeExceededException', 400, /too large/],
    ['ValidationError', 400, /does not accept what was asked for/],
    ['InvalidAction', 400, /does not give web identity tokens here/],
    ['RegionDisabledException', 403, /not turned on in this region/],
  ])('has words and a remedy: %s', async (Code, status, message) => {
    const body = JSON.stringify({ Error: { Code, Message: '' } });
    sandbox().faults.set({ service: 'sts', fault: { kind: 'status', status, body }, after: 1 });
    const failure = await refused();
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toBeTruthy();
  });

  it('of the credentials makes the next test get new ones', async () => {
    const { callers } = await request();
    const before = await callers.credentials(profile('ci-runner'));
    const body = JSON.stringify({ Error: { Code: 'ExpiredToken', Message: '' } });
    sandbox().faults.set({ service: 'sts', fault: { kind: 'status', status: 403, body }, after: 1 });
    expect((await refused({ callers })).kind).toBe('no-credentials');
    expect(await callers.credentials(profile('ci-runner'))).not.toBe(before);
  });
});

const faults: [string, Fault][] = [
  ['429', { kind: 'status', status: 429, retryAfter: '7' }],
  ['503', { kind: 'status', status: 503 }],
  ['a body cut short', { kind: 'cut' }],
  ['a connection reset', { kind: 'reset' }],
  ['JSON of another shape', { kind: 'wrongShape' }],
  ['something that is not JSON', { kind: 'notJson' }],
  ['a body without end', { kind: 'endless' }],
  ['a redirect', { kind: 'redirect' }],
];

describe('faults while AWS is asked for a token', () => {
  it.each(faults)('%s ends the test there with words and a remedy', async (_, fault) => {
    sandbox().faults.set({ service: 'sts', fault, after: 1 });
    const { step, failure } = failureOf(await report(web()));
    expect(step).toBe('awsToken');
    expect(failure.message).toMatch(/^\S.*\S/s);
    expect(failure.remedy).toBeTruthy();
  });
});

describe('cancelling', () => {
  const places: [StepName, Parameters<ReturnType<typeof sandbox>['faults']['set']>[0]][] = [
    ['caller', { service: 'sts', fault: { kind: 'hang' } }],
    ['awsToken', { service: 'sts', fault: { kind: 'hang' }, after: 1 }],
    ['token', { service: 'issuer', fault: { kind: 'hang' } }],
    ['whoAmI', { service: 'api', path: '/auth/v1/ok', fault: { kind: 'hang' } }],
    ['repositories', { service: 'api', path: '/registry/v2/repos', fault: { kind: 'hang' } }],
  ];
  it.each(places)('ends a test by AWS’s token at once: %s', async (step, fault) => {
    sandbox().faults.set(fault);
    expect(await cancelledAt(step, web())).toMatchObject({ state: 'failed', step });
  });

  it.each([
    ['reading the identity for AWS’s token', 'awsToken', () => web()],
    ['reading the identity for a given token', 'match', async () => given(await job())],
  ] as const)('ends it while %s', async (_, step, change) => {
    sandbox().faults.set({ service: 'api', path: '/iam/v2/identities', fault: { kind: 'hang' } });
    expect(await cancelledAt(step, await change())).toMatchObject({ state: 'failed', step });
  });

  it('ends it while the token is read, which it then does not use', async () => {
    const abort = new AbortController();
    const text = await job();
    const readToken = () => {
      abort.abort();
      return Promise.resolve(text);
    };
    expect((await run(given('', { readToken }), abort.signal)).at(-1)).toMatchObject({
      step: 'givenToken',
      failure: { kind: 'cancelled' },
    });
  });

  async function cancelledAt(step: StepName, change: Partial<TestRequest>): Promise<TestEvent | undefined> {
    const { testIdentity } = await import('../../../src/flows/testIdentity');
    const abort = new AbortController();
    let last: TestEvent | undefined;
    for await (const event of testIdentity(await request(change), abort.signal)) {
      last = event;
      if (event.state === 'running' && event.step === step) setImmediate(() => abort.abort());
    }
    expect(last?.state === 'failed' && last.failure.kind).toBe('cancelled');
    return last;
  }
});

describe('a test with a token that a person gives', () => {
  it('reads it, compares it, and asks Chainguard, without any AWS caller', async () => {
    const from = sandbox().requests.length;
    const tested = await report(given(`  Bearer ${await job()}\n`));
    const steps = ['givenToken', 'match', 'token', 'whoAmI', 'repositories'];
    expect(stateOf(tested)).toEqual(steps.map((step) => `${step} done`));
    expect(stepsOf(tested)).toEqual(steps);
    expect(verdictOf(tested)?.outcome).toBe('assumed');
    expect(
      sandbox()
        .requests.slice(from)
        .filter(({ service }) => service === 'sts'),
    ).toEqual([]);
    expect(await reportText(tested)).toMatch(/^Caller: token from the clipboard$/m);
  });

  it.each([
    ['another branch', { sub: 'repo:acme/shop:ref:refs/heads/dev' }, 'subject', /branch/],
    ['immutable subjects', { sub: 'repo:acme@1/shop@2:ref:refs/heads/main' }, 'subject', /immutable/],
    ['another audience', { aud: 'https://github.com/acme' }, 'audience', /GitHub Actions/],
    ['another platform', { iss: 'https://gitlab.com' }, 'issuer', /GitLab/],
    ['a missing claim', { repository_owner: undefined }, 'claim repository_owner', /does not have this/],
  ])('compares it before anything is sent: %s', async (_, change, part, message) => {
    const from = askedOfIssuer().length;
    const { step, failure, match } = failureOf(await report(given(await job(change))));
    expect([step, failure.kind, askedOfIssuer().length]).toEqual(['match', 'mismatch', from]);
    expect(failure.message).toMatch(message);
    if (match?.kind !== 'claims') throw new Error('nothing was compared');
    const wrong = (await partsOf(match)).filter(({ verdict }) => verdict === 'cannot');
    expect(wrong.map(({ id }) => id)).toEqual([part]);
  });

  it.each([
    ['nothing', () => '', /no identity token/],
    ['words', () => 'the clipboard holds words', /no identity token/],
    ['a token that has ended', () => job({ exp: 1_700_000_000 }), /has ended: at 2023/],
  ])('sends nothing for %s', async (_, text, message) => {
    const from = sandbox().requests.length;
    const { step, failure } = failureOf(await report(given(await text())));
    expect([step, failure.kind]).toEqual(['givenToken', 'invalid']);
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toBeTruthy();
    expect(sandbox().requests.slice(from)).toEqual([]);
  });

  it('says that a signed request is none', async () => {
    const { awsToken } = await import('../../../src/chainguard/awsToken');
    const { kim } = sandbox().world.aws.samples;
    const signed = await awsToken(kim, { audience: publicIssuer, identity: 'x' }, new Date());
    expect(failureOf(await report(given(signed))).failure.message).toMatch(/signed AWS request/);
  });

  it('is refused for an identity that trusts signed requests', async () => {
    const identityId = sandbox().world.identities['ci-runner'];
    const { step, failure } = failureOf(await report(given(await job(), { identityId })));
    expect([step, failure.kind]).toEqual(['match', 'mismatch']);
    expect(failure.remedy).toContain('AWS caller');
  });

  it('works for a pull token, although its audience is not known before', async () => {
    const token = await sandbox().oidcToken({
      iss: pullTokenIssuer,
      sub: `pull-token-${hex('pull-images', 16)}`,
      aud: publicIssuer,
    });
    const identityId = sandbox().world.federated['pull-images'];
    const tested = await report(given(token, { identityId }));
    expect(verdictOf(tested)?.outcome).toBe('assumed');
    expect(await reportText(tested)).toMatch(/^✓ Match/m);
  });

  it('goes to Chainguard where the identity cannot be read', async () => {
    const tested = await report(given(await job(), { session: undefined }));
    expect(verdictOf(tested)?.outcome).toBe('assumed');
  });

  it('is what an identity of another issuer asks for, instead of an AWS caller', async () => {
    const { failure } = failureOf(
      await report({ identityId: sandbox().world.federated['shop-main'], way: 'token' }),
    );
    expect([failure.kind, failure.message]).toEqual([
      'mismatch',
      'This identity trusts tokens of GitHub Actions, not AWS callers: shop-main',
    ]);
  });
});

describe('where a token is found', () => {
  it('is in variables that hold one, and no other', async () => {
    const token = await job();
    const found = tokensInVariables({ B: token, A: 'words', AWS_SESSION_TOKEN: 'IQoJb3Jp', Z: undefined });
    expect(found).toMatchObject([
      { source: { kind: 'variable', name: 'B' }, shown: { issuer: githubIssuer } },
    ]);
    expect(JSON.stringify(found)).not.toContain(token);
  });

  it('may be a file, but no folder and none that is too long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assumable-'));
    const [good, long] = [join(folder, 'token'), join(folder, 'long')];
    await writeFile(good, 'eyJ…');
    await writeFile(long, 'x'.repeat(1_000_001));
    expect(await readTokenFile(good)).toBe('eyJ…');
    for (const path of [folder, long, join(folder, 'none')])
      await expect(readTokenFile(path)).rejects.toMatchObject({ kind: 'invalid' });
    await rm(folder, { recursive: true });
  });
});

it('keeps no token in any event, and none in the report', async () => {
  const token = await job();
  const texts: string[] = [];
  for (const change of [
    given(token),
    given(token, { evenIfMismatch: true, identityId: sandbox().world.identities.release }),
    web(),
    web({ source: profile('ec2') }),
  ]) {
    const tested = await report(change);
    const kept = [...tested.steps.values()].filter(({ step }) => step !== 'token');
    texts.push(JSON.stringify(kept), await reportText(tested));
  }
  expect(texts.join()).not.toContain(token);
  expect(texts.join()).not.toMatch(/eyJ[\w-]{20}/);
});

describe('a token of such a test', () => {
  const renew = async (tested: TestReport, from: Parameters<typeof obtainAgain>[2]) => {
    const event = tested.steps.get('token');
    if (event?.state !== 'done' || event.step !== 'token') throw new Error('there is no token');
    const { issuer } = sandbox().urls;
    const { signal } = new AbortController();
    const want = { issuerUrl: issuer, audience: 'cgr.dev', narrowed: undefined, signal };
    const ended = { ...event.token, id: 'x', name: 'x' };
    return obtainAgain((await request()).callers, ended, from, want);
  };

  it('is renewed by a web identity token again, and says so again', async () => {
    const issued = await renew(await report(web()), profile('ci-runner'));
    expect(issued).toMatchObject({
      audience: 'cgr.dev',
      identity: sandbox().world.federated['ci-web'],
      webIdentity: publicIssuer,
    });
  });

  it('is renewed by another token that the person gives, where one was given', async () => {
    const tested = await report(given(await job()));
    expect(tested.steps.get('token')).toMatchObject({ token: { pasted: true } });
    expect((await renew(tested, await job())).pasted).toBe(true);
  });
});

describe('a web identity token on request', () => {
  const ask = async (change: Partial<AwsWebIdentityRequest> = {}) =>
    awsWebIdentity(
      {
        callers: (await request()).callers,
        source: profile('ci-runner'),
        audience: publicIssuer,
        ...change,
      },
      new AbortController().signal,
    );

  it('lives as long as was asked for', async () => {
    const { shown, expires } = await ask({ duration: 60 });
    expect(expires.getTime() - (shown.issuedAt?.getTime() ?? 0)).toBe(60_000);
  });

  it.each([
    ['an hour, which no policy allows', { duration: 3600 }, 'denied', /3600 seconds/],
    ['another audience, which no policy allows', { audience: 'https://a.example' }, 'denied', /a\.example/],
    ['less than a minute', { duration: 59 }, 'invalid', /Nothing was sent/],
    ['no audience', { audience: '' }, 'invalid', /Nothing was sent/],
  ] as const)('is refused with a remedy: %s', async (_, change, kind, remedy) => {
    await expect(ask(change)).rejects.toMatchObject({
      kind,
      remedy: expect.stringMatching(remedy) as unknown,
    });
  });
});
