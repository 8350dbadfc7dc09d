import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { credentialsOf, type CredentialOptions } from '../../../src/aws/credentials';
import { needOf } from '../../../src/aws/need';
import { withBoundedProcess } from '../../../src/aws/process';
import { requireProfile } from '../../../src/aws/profiles';
import type { CredentialSource } from '../../../src/aws/sources';
import { hasSignedIn, signInOf } from '../../../src/aws/ssoToken';
import { getCallerIdentity, stsEndpoint } from '../../../src/aws/sts';
import { externalId, mfaSerial } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, isAlive, useHome } from './home';

const home = useHome();

const profile = (name: string): CredentialSource => ({ kind: 'profile', name });
const role = (path: string) => `arn:aws:iam::${accounts.aws}:role/${path}`;
const session = (path: string) => `arn:aws:sts::${accounts.aws}:assumed-role/${path}`;

const assumedAdmin: CredentialSource = {
  kind: 'assumed',
  from: profile('default'),
  role: { roleArn: role('admin'), sessionName: 'here', mfaSerial },
};

/** Credentials by the real provider, then a signed request that the sandbox verifies: the caller's ARN. */
async function callerOf(source: CredentialSource, options?: CredentialOptions): Promise<string> {
  const credentials = await credentialsOf(source, options);
  const endpoint = await stsEndpoint(source.kind === 'profile' ? source.name : undefined);
  return (await getCallerIdentity(credentials, endpoint, new Date())).arn;
}

describe('each kind of source gives the caller that it stands for', () => {
  it('keys in the credentials file', async () => {
    expect(await callerOf(profile('default'))).toBe(`arn:aws:iam::${accounts.aws}:user/kim`);
    expect(await callerOf(profile('gov'))).toBe(`arn:aws-us-gov:iam::${accounts.gov}:user/lee`);
    expect(await callerOf(profile('china'))).toBe(`arn:aws-cn:iam::${accounts.china}:user/wei`);
  });

  it('keys in the environment', async () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = home().sandbox.world.aws.samples.ciRunner;
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
    expect(await callerOf({ kind: 'environment' })).toBe(session('ci-runner/build-4711'));
  });

  it('a role through a source profile, with external id and session name', async () => {
    expect(await callerOf(profile('deploy'))).toBe(session('deploy/kim-deploys'));
  });

  it('a role through a chain of roles', async () => {
    await home().config(
      `[profile chained]\nrole_arn = ${role('ci-runner')}\nsource_profile = deploy\nrole_session_name = last`,
    );
    expect(await callerOf(profile('chained'))).toBe(session('ci-runner/last'));
  });

  it('a role through the environment as credential source', async () => {
    const { accessKeyId, secretAccessKey } = home().sandbox.world.aws.samples.kim;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    await home().config(
      `[profile from-env]\nrole_arn = ${role('ci-runner')}\ncredential_source = Environment\nrole_session_name = env`,
    );
    expect(await callerOf(profile('from-env'))).toBe(session('ci-runner/env'));
  });

  it('a role through the container endpoint as credential source', async () => {
    Object.assign(process.env, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${home().sandbox.urls.container}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${home().directory}/.aws/container-token`,
    });
    await home().config(
      `[profile from-ecs]\nrole_arn = ${role('ci-runner')}\ncredential_source = EcsContainer\nrole_session_name = task`,
    );
    expect(await callerOf(profile('from-ecs'))).toBe(session('ci-runner/task'));
  });

  it('a role through a profile that runs a program', async () => {
    const { accessKeyId, secretAccessKey } = home().sandbox.world.aws.samples.kim;
    const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
    const file = await home().write('keys.json', JSON.stringify(answer));
    await home().config(
      `[profile program]\ncredential_process = cat '${file}'\n[profile over-program]\nrole_arn = ${role('ci-runner')}\nsource_profile = program\nrole_session_name = over`,
    );
    expect(await callerOf(profile('over-program'))).toBe(session('ci-runner/over'));
  });

  it('a role for as long as the profile says', async () => {
    const { settings } = await requireProfile('assume-ci');
    await home().config(
      `[profile brief]\nrole_arn = ${settings['role_arn'] ?? ''}\nsource_profile = default\nduration_seconds = 900`,
    );
    const { expiration } = await credentialsOf(profile('brief'));
    const minutes = ((expiration?.getTime() ?? 0) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(15);
  });

  it('an SSO profile where there is no credentials file', async () => {
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = `${home().directory}/.aws/none`;
    expect(await callerOf(profile('sso'))).toContain('AWSReservedSSO_Developer_');
  });

  it('a role with MFA, whose device and profile are named when the code is asked for', async () => {
    const asked: unknown[] = [];
    const mfaCode = (serial: string, source: CredentialSource) => {
      asked.push(serial, source);
      return Promise.resolve('123456');
    };
    expect(await callerOf(profile('admin'), { mfaCode })).toContain(':assumed-role/admin/');
    expect(asked).toEqual([mfaSerial, profile('admin')]);
  });

  it('a program', async () => {
    const { accessKeyId, secretAccessKey } = home().sandbox.world.aws.samples.nightly;
    const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
    const file = await home().write('keys.json', JSON.stringify(answer));
    await home().config(`[profile program]\ncredential_process = cat '${file}'\nregion = us-east-1`);
    expect(await callerOf(profile('program'))).toBe(`arn:aws:iam::${accounts.aws}:user/service/nightly`);
  });

  it('an sso-session, and a start URL of the older kind', async () => {
    const sso = session('AWSReservedSSO_Developer_0123456789abcdef/kim');
    expect(await callerOf(profile('sso'))).toBe(sso);
    const { sandbox, directory } = home();
    const until = new Date(Date.now() + 3600_000);
    await sandbox.sso.signIn(directory, 'https://old.awsapps.com/start', { until, renewable: false });
    await home().config(
      `[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = ${accounts.aws}\nsso_role_name = Developer`,
    );
    expect(await callerOf(profile('old'))).toBe(sso);
  });

  it('a role through an SSO profile', async () => {
    await home().config(
      `[profile over-sso]\nrole_arn = ${role('ci-runner')}\nsource_profile = sso\nrole_session_name = over`,
    );
    expect(await callerOf(profile('over-sso'))).toBe(session('ci-runner/over'));
  });

  it('an SSO session that is over and can be renewed', async () => {
    const { sandbox, directory } = home();
    const until = new Date(Date.now() - 60_000);
    await sandbox.sso.signIn(directory, 'renewed', { until, renewable: true });
    await home().config(
      `[sso-session renewed]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n[profile renewed]\nsso_session = renewed\nsso_account_id = ${accounts.aws}\nsso_role_name = Developer`,
    );
    expect(await callerOf(profile('renewed'))).toContain('AWSReservedSSO_Developer_');
  });

  it('a console sign-in (`aws login`)', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = home().sandbox.world.aws.samples.ciRunner;
    const loginSession = `arn:aws:iam::${accounts.aws}:user/kim`;
    await home().config(`[profile console]\nlogin_session = ${loginSession}\nregion = us-east-1`);
    const name = createHash('sha256').update(loginSession).digest('hex');
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const accessToken = { accessKeyId, secretAccessKey, sessionToken, accountId: accounts.aws, expiresAt };
    const cached = { accessToken, clientId: 'cli', refreshToken: 'r', dpopKey: 'k' };
    process.env['AWS_LOGIN_CACHE_DIRECTORY'] = `${home().directory}/login`;
    await home().write(`login/${name}.json`, JSON.stringify(cached));
    expect(await callerOf(profile('console'))).toBe(session('ci-runner/build-4711'));
  });

  it('a web identity token file, of a profile and of the environment', async () => {
    expect(await callerOf(profile('eks'))).toBe(session('eks-pull/puller-0'));
    Object.assign(process.env, {
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home().directory}/.aws/service-account-token`,
      AWS_ROLE_ARN: role('eks-pull'),
      AWS_ROLE_SESSION_NAME: 'puller-1',
    });
    expect(await callerOf({ kind: 'web-identity' })).toBe(session('eks-pull/puller-1'));
  });

  it('the container endpoint, with its authorization token file', async () => {
    Object.assign(process.env, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${home().sandbox.urls.container}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${home().directory}/.aws/container-token`,
    });
    expect(await callerOf({ kind: 'container' })).toContain(':assumed-role/ecs-pull/');
  });

  it('instance metadata, alone and under a role', async () => {
    expect(await callerOf({ kind: 'instance' })).toContain(':assumed-role/AmazonSSMRole');
    expect(await callerOf(profile('instance'))).toContain(':assumed-role/ci-runner/');
  });

  it('a role that is assumed here from another caller', async () => {
    const request = { roleArn: role('teams/shop/deploy'), sessionName: 'here', externalId };
    const source: CredentialSource = { kind: 'assumed', from: profile('default'), role: request };
    expect(await callerOf(source)).toBe(session('deploy/here'));
  });
});

describe('what a source lacks is told as data', () => {
  it('nobody is signed in, the sign-in is over, or it was ended on the other side', async () => {
    const need = { kind: 'sign-in', how: 'sso', profile: 'sso-expired' };
    const missing = await failureOf(credentialsOf(profile('sso-expired')));
    expect([missing.kind, needOf(missing)]).toEqual(['no-credentials', need]);

    const { sandbox, directory } = home();
    const past = new Date(Date.now() - 1000);
    await sandbox.sso.signIn(directory, 'other', { until: past, renewable: false });
    expect(needOf(await failureOf(credentialsOf(profile('sso-expired'))))).toEqual(need);

    const soon = new Date(Date.now() + 3600_000);
    await sandbox.sso.signIn(directory, 'other', { until: soon, renewable: false });
    sandbox.sso.revoke();
    expect(needOf(await failureOf(credentialsOf(profile('sso-expired'))))).toEqual(need);
  });

  it.each([
    ['refused', 'a renewal that the other side refuses', true],
    ['unregistered', 'a renewal for a client that is registered no more', false],
  ])('%s: %s', async (name, _, registered) => {
    const { sandbox, directory } = home();
    const until = new Date(Date.now() - 60_000);
    const file = await sandbox.sso.signIn(directory, name, { until, renewable: true });
    const cached = await readFile(file, 'utf8');
    if (!registered) await writeFile(file, cached.replace('"clientId"', '"was"'));
    sandbox.sso.revoke();
    await home().config(
      `[sso-session ${name}]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n[profile ${name}]\nsso_session = ${name}\nsso_account_id = ${accounts.aws}\nsso_role_name = Developer`,
    );
    const failure = await failureOf(credentialsOf(profile(name)));
    expect(needOf(failure)).toEqual({ kind: 'sign-in', how: 'sso', profile: name });
    // The dead session still looks live, and is not taken for the new one.
    const state = async () => signInOf(await requireProfile(name), new Date());
    const before = await state();
    expect([before?.state, hasSignedIn(before, await state())]).toEqual(['live', false]);
    await sandbox.sso.signIn(directory, name, { until: new Date(Date.now() + 60_000), renewable: true });
    expect(hasSignedIn(before, await state())).toBe(true);
  });

  it('the sign-in of a profile that a chain starts from', async () => {
    await home().config(
      `[profile over]\nrole_arn = ${role('ci-runner')}\nsource_profile = sso-expired\nrole_session_name = over`,
    );
    expect(needOf(await failureOf(credentialsOf(profile('over'))))).toMatchObject({
      kind: 'sign-in',
      profile: 'sso-expired',
    });
  });

  it('an MFA code that is wrong', async () => {
    const failure = await failureOf(
      credentialsOf(profile('admin'), { mfaCode: () => Promise.resolve('000000') }),
    );
    expect([failure.kind, needOf(failure)]).toEqual(['denied', { kind: 'mfa-code', serial: mfaSerial }]);
  });

  it('a source profile that does not exist, with its line', async () => {
    const failure = await failureOf(credentialsOf(profile('broken')));
    expect(needOf(failure)).toMatchObject({ kind: 'source-profile', name: 'nobody' });
    expect(failure.remedy).toMatch(/config:\d+$/);
  });

  it('a role that does not let the caller in, and that AWS does not say why', async () => {
    const failure = await failureOf(credentialsOf(profile('denied')));
    expect(failure.kind).toBe('denied');
    expect(failure.message).toContain(role('audit'));
    expect(failure.remedy).toContain('AWS does not say which');
  });

  it('a token that is over', async () => {
    const past = Math.floor(Date.now() / 1000) - 60;
    const claims = {
      iss: 'https://x.example',
      sub: 's',
      aud: 'sts.amazonaws.com',
      iat: past - 60,
      exp: past,
    };
    const file = await home().write('old-token', await home().sandbox.oidcToken(claims));
    await home().config(
      `[profile old-token]\nrole_arn = ${role('eks-pull')}\nweb_identity_token_file = ${file}`,
    );
    const failure = await failureOf(credentialsOf(profile('old-token')));
    expect([failure.kind, needOf(failure)]).toEqual(['no-credentials', { kind: 'expired' }]);
  });

  it('a container token that is wrong, and a container that is gone', async () => {
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${home().sandbox.urls.container}/v1/credentials`;
    process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] = 'wrong';
    expect((await failureOf(credentialsOf({ kind: 'container' }))).kind).toBe('no-credentials');
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = 'http://127.0.0.1:1/v1/credentials';
    expect((await failureOf(credentialsOf({ kind: 'container' }))).kind).toBe('no-credentials');
  });

  it('a profile that exists nowhere, and one that gives nothing', async () => {
    expect((await failureOf(credentialsOf(profile('nowhere')))).kind).toBe('no-credentials');
    await home().config('[profile idle]\nregion = us-east-1');
    expect((await failureOf(credentialsOf(profile('idle')))).kind).toBe('no-credentials');
  });
});

describe('the STS endpoint', () => {
  const own = 'https://sts.internal.example';

  it('is the regional one of the profile, in its partition', async () => {
    delete process.env['AWS_ENDPOINT_URL_STS'];
    expect(await stsEndpoint('ci-runner')).toEqual({
      url: 'https://sts.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
    });
    expect(await stsEndpoint('china')).toEqual({
      url: 'https://sts.cn-north-1.amazonaws.com.cn',
      region: 'cn-north-1',
    });
    process.env['AWS_REGION'] = 'us-west-2';
    expect((await stsEndpoint('ci-runner')).url).toBe('https://sts.us-west-2.amazonaws.com');
  });

  it('is what the files say, that of the service before that of all', async () => {
    delete process.env['AWS_ENDPOINT_URL_STS'];
    await home().config(
      `[profile all]\nregion = eu-west-1\nendpoint_url = ${own}\n[profile one]\nregion = eu-west-1\nendpoint_url = https://all.example\nservices = mine\n[services mine]\nsts =\n  endpoint_url = ${own}`,
    );
    expect(await stsEndpoint('all')).toEqual({ url: own, region: 'eu-west-1' });
    expect(await stsEndpoint('one')).toEqual({ url: own, region: 'eu-west-1' });
    process.env['AWS_ENDPOINT_URL_STS'] = 'https://named.example';
    expect((await stsEndpoint('one')).url).toBe('https://named.example');
  });

  it('is never another machine by plain HTTP', async () => {
    process.env['AWS_ENDPOINT_URL_STS'] = 'http://sts.internal.example';
    expect((await failureOf(stsEndpoint('default'))).kind).toBe('invalid');
  });
});

describe('a program that misbehaves', () => {
  const program = async (command: string) => {
    await home().config(`[profile program]\ncredential_process = ${command}\nregion = us-east-1`);
    return failureOf(credentialsOf(profile('program')));
  };

  it('prints garbage', async () => {
    const failure = await program('echo "not json SECRETSECRET"');
    expect(failure.kind).toBe('no-credentials');
    expect(failure.message).not.toContain('SECRETSECRET');
  });

  it('fails, and what it printed stays unsaid', async () => {
    const failure = await program('echo SECRETSECRET >&2; exit 3');
    expect(failure.kind).toBe('no-credentials');
    expect(failure.message).toContain('3');
    expect(`${failure.message} ${failure.remedy ?? ''} ${String(failure.cause)}`).not.toContain(
      'SECRETSECRET',
    );
  });

  it('floods', async () => {
    const failure = await program('yes');
    expect(failure.message).toContain('64 KiB');
  });

  it('hangs, and ends with everything it started when the wait is cancelled', async () => {
    const marker = `${home().directory}/pid`;
    await home().config(`[profile hangs]\ncredential_process = sh -c 'echo $$ > ${marker}; sleep 600; true'`);
    const abort = new AbortController();
    const waiting = failureOf(credentialsOf(profile('hangs'), { signal: abort.signal }));
    await expect.poll(() => (existsSync(marker) ? readFileSync(marker, 'utf8') : '')).toMatch(/^\d+\n$/);
    abort.abort();
    expect((await waiting).kind).toBe('cancelled');
    const pid = Number(readFileSync(marker, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('hangs, and ends with everything it started at its deadline', async () => {
    const marker = `${home().directory}/grandchild`;
    const command = `sh -c 'sleep 600 & echo $! > ${marker}; wait'`;
    await home().config(`[profile hangs]\ncredential_process = ${command}`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const waiting = failureOf(credentialsOf(profile('hangs')));
    await expect.poll(() => (existsSync(marker) ? readFileSync(marker, 'utf8') : '')).toMatch(/^\d+\n$/);
    const pid = Number(readFileSync(marker, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await waiting).message).toContain('20 seconds');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('is not started for somebody who has cancelled', async () => {
    const marker = `${home().directory}/started`;
    await home().config(`[profile marks]\ncredential_process = touch ${marker}; echo '{}'`);
    const failure = await failureOf(credentialsOf(profile('marks'), { signal: AbortSignal.abort() }));
    expect(failure.kind).toBe('cancelled');
    const watch = { signal: AbortSignal.abort() };
    const provider = (await import('@aws-sdk/credential-providers')).fromProcess({
      profile: 'marks',
      ignoreCache: true,
    });
    await expect(withBoundedProcess(watch, provider)).rejects.toThrow('cancelled');
    // The same program runs for somebody who has not, and is the first to leave its mark.
    expect(existsSync(marker)).toBe(false);
    await failureOf(credentialsOf(profile('marks')));
    expect(existsSync(marker)).toBe(true);
  });

  it('leaves other profiles alone', async () => {
    await home().config('[profile program]\ncredential_process = exit 1');
    expect(await callerOf(profile('default'))).toContain(':user/kim');
  });
});

describe('slow and cancelled', () => {
  it('a role that STS is slow to give is cancelled', async () => {
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const waiting = failureOf(credentialsOf(profile('deploy'), { signal: abort.signal }));
    abort.abort();
    expect((await waiting).kind).toBe('cancelled');
  });

  it.each<[string, CredentialSource]>([
    ['a profile', profile('admin')],
    ['a role assumed here', assumedAdmin],
  ])('the question for an MFA code of %s is taken back when it is cancelled', async (_, source) => {
    const abort = new AbortController();
    let takenBack = false;
    const mfaCode = (_serial: string, _source: CredentialSource, signal?: AbortSignal) => {
      // Whoever looks for a code never gives one.
      signal?.addEventListener('abort', () => (takenBack = true));
      abort.abort();
      return new Promise<string>(() => undefined);
    };
    const failure = await failureOf(credentialsOf(source, { signal: abort.signal, mfaCode }));
    expect([failure.kind, takenBack]).toEqual(['cancelled', true]);
  });

  it('instance metadata that does not answer is given up', async () => {
    home().sandbox.faults.set({ service: 'metadata', fault: { kind: 'hang' } });
    const failure = await failureOf(credentialsOf({ kind: 'instance' }));
    expect(['offline', 'no-credentials']).toContain(failure.kind);
  });

  it('instance metadata is not asked when it is turned off, also under a role', async () => {
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    // Its own endpoint: what earlier tests gave up may still reach the sandbox's.
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = `http://127.0.0.1:${port}`;
      expect((await failureOf(credentialsOf({ kind: 'instance' }))).kind).toBe('no-credentials');
      expect((await failureOf(credentialsOf(profile('instance')))).kind).toBe('no-credentials');
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  it('an STS that is out of reach is offline', async () => {
    process.env['AWS_ENDPOINT_URL_STS'] = 'http://127.0.0.1:1';
    expect((await failureOf(credentialsOf(profile('deploy')))).kind).toBe('offline');
  });
});
