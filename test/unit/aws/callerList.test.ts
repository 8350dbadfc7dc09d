import { describe, expect, it } from 'vitest';
import {
  inOrder,
  listCallers,
  offerCallers,
  rolesToAssume,
  signInProfile,
} from '../../../src/aws/callerList';
import { Callers } from '../../../src/aws/callers';
import { needOf } from '../../../src/aws/need';
import { readProfiles } from '../../../src/aws/profiles';
import { externalId, mfaSerial } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { sourceId, type AssumedSource, type CredentialSource } from '../../../src/aws/sources';
import { failureOf, useHome } from './home';

const home = useHome();
const assumed = (role: string, more: Partial<AssumedSource['role']> = {}): AssumedSource => ({
  kind: 'assumed',
  from: { kind: 'profile', name: 'default' },
  role: { roleArn: `arn:aws:iam::${accounts.aws}:role/${role}`, sessionName: 'me', ...more },
});

describe('the list of callers', () => {
  it('says of each what the files say, and asks nobody', async () => {
    const asked = home().sandbox.requests.length;
    await home().config('[profile runs]\ncredential_process = true');
    const { entries, problems } = await listCallers(new Callers(), new Date());
    const of = (name: string) => entries.find(({ id }) => id === `profile:${name}`);
    expect(problems).toEqual([]);
    expect(needOf(of('sso-expired')?.problem)).toEqual({
      kind: 'sign-in',
      how: 'sso',
      profile: 'sso-expired',
    });
    expect(of('sso')?.problem).toBeUndefined();
    expect(needOf(of('broken')?.problem)?.kind).toBe('source-profile');
    expect([of('default')?.quiet, of('admin')?.quiet, of('runs')?.quiet]).toEqual([true, false, false]);
    expect(home().sandbox.requests.length).toBe(asked);
  });

  it('finds the sign-in at the end of a chain', async () => {
    await home().config(
      `[profile over]\nrole_arn = arn:aws:iam::${accounts.aws}:role/ci-runner\nsource_profile = sso-expired`,
    );
    const { entries } = await listCallers(new Callers(), new Date());
    const over = entries.find(({ id }) => id === 'profile:over');
    expect(needOf(over?.problem)).toMatchObject({ kind: 'sign-in', profile: 'sso-expired' });
  });

  it('has instance metadata until asking it has failed, and not where it is turned off', async () => {
    const callers = new Callers();
    const has = async () => (await listCallers(callers, new Date())).entries.at(-1)?.id === 'instance';
    expect(await has()).toBe(true);
    process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = 'http://127.0.0.1:1';
    const abort = new AbortController();
    const asking = failureOf(callers.identify({ kind: 'instance' }, abort.signal));
    abort.abort();
    expect([(await asking).kind, await has()]).toEqual(['cancelled', true]);
    await failureOf(callers.identify({ kind: 'instance' }));
    expect([await has(), await has()]).toEqual([false, false]);
    callers.forgetFailures();
    expect(await has()).toBe(true);
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    expect(await has()).toBe(false);
  });

  it('says which roles of this window need a code', async () => {
    const callers = new Callers({ mfaCode: () => Promise.resolve('123456') });
    const plain = assumed('teams/shop/deploy', { externalId });
    const withCode = assumed('admin', { mfaSerial });
    for (const source of [plain, withCode]) await callers.assume(source);
    const { entries } = await listCallers(callers, new Date());
    expect(entries.slice(0, 2).map(({ id, quiet }) => [id, quiet])).toEqual([
      [sourceId(plain), true],
      [sourceId(withCode), false],
    ]);
  });
});

describe('the order of callers', () => {
  const profile = (name: string): CredentialSource => ({ kind: 'profile', name });
  const sources: readonly CredentialSource[] = [
    { kind: 'instance' },
    profile('a'),
    { kind: 'web-identity' },
    profile('b'),
    { kind: 'container' },
    assumed('x'),
    profile('c'),
    { kind: 'environment' },
  ];
  const entries = sources.map((source) => ({ id: sourceId(source), source }));
  const ids = (preferred?: string, first?: string) => inOrder(entries, preferred, first).map(({ id }) => id);
  const role = sourceId(assumed('x'));
  const environment = ['web-identity', 'container', 'environment'];

  it('is roles, the environment, profiles, instance metadata, each as they came', () => {
    expect(ids()).toEqual([role, ...environment, 'profile:a', 'profile:b', 'profile:c', 'instance']);
  });

  it('has the preferred profile before the others', () => {
    expect(ids('profile:b')).toEqual([
      role,
      ...environment,
      'profile:b',
      'profile:a',
      'profile:c',
      'instance',
    ]);
  });

  it('has the one to offer first before all, whatever it is', () => {
    expect(ids('profile:b', 'instance').slice(0, 2)).toEqual(['instance', role]);
    expect(ids('profile:b', 'profile:c').slice(0, 2)).toEqual(['profile:c', role]);
    expect(ids('profile:b', 'profile:nobody')).toEqual(ids('profile:b'));
  });
});

describe('the preferred profile', () => {
  const named = (awsProfile: string, variable?: string): Callers => {
    delete process.env['AWS_PROFILE'];
    if (variable !== undefined) process.env['AWS_PROFILE'] = variable;
    return new Callers({ awsProfile: () => awsProfile });
  };

  it('is the one of the settings, else the one of AWS_PROFILE', () => {
    expect(named('ec2', 'gov').preferred).toBe('profile:ec2');
    expect(named('', 'gov').preferred).toBe('profile:gov');
    expect(named('').preferred).toBeUndefined();
  });

  it.each([
    ['the settings name it', 'gov', 'ec2'],
    ['AWS_PROFILE names it', '', 'gov'],
  ])(
    'comes before other profiles in the list, and before all where one is chosen: %s',
    async (_, ...names) => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' });
      const callers = named(...names);
      const listed = await listCallers(callers, new Date());
      expect(listed.entries.slice(0, 3).map(({ id }) => id)).toEqual([
        'environment',
        'profile:gov',
        'profile:default',
      ]);
      const offered = await offerCallers(callers, new Date());
      expect(offered.entries.slice(0, 3).map(({ id }) => id)).toEqual([
        'profile:gov',
        'environment',
        'profile:default',
      ]);
      expect(offered.first).toBe('profile:gov');
    },
  );

  it('gives way to what was chosen last, while that is there', async () => {
    const callers = named('gov');
    const first = async (last: string) => {
      const { entries, first } = await offerCallers(callers, new Date(), last);
      return [entries[0]?.id, first];
    };
    expect(await first('profile:ec2')).toEqual(['profile:ec2', 'profile:ec2']);
    expect(await first('profile:nobody')).toEqual(['profile:gov', 'profile:gov']);
  });

  it('is nobody where nothing is named: the profile default is begun with, where it is', async () => {
    process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = '/token';
    process.env['AWS_ROLE_ARN'] = 'arn:aws:iam::111122223333:role/x';
    const offered = await offerCallers(named(''), new Date());
    expect([offered.entries[0]?.id, offered.first]).toEqual(['web-identity', 'profile:default']);
  });
});

describe('the profile that signs in for a caller', () => {
  const profile = (name: string): CredentialSource => ({ kind: 'profile', name });

  it('is its own, or the one that its roles are assumed from in the end', async () => {
    await home().config(
      `[profile over]\nrole_arn = arn:aws:iam::${accounts.aws}:role/ci-runner\nsource_profile = sso`,
    );
    expect((await signInProfile(profile('sso'))).name).toBe('sso');
    expect((await signInProfile(profile('over'))).name).toBe('sso');
    expect((await signInProfile({ ...assumed('x'), from: profile('over') })).name).toBe('sso');
  });

  it('is none for keys, and for a caller without a profile', async () => {
    expect((await failureOf(signInProfile(profile('default')))).kind).toBe('invalid');
    expect((await failureOf(signInProfile({ kind: 'instance' }))).kind).toBe('no-credentials');
  });
});

describe('roles to assume', () => {
  it('are those of the window and of profiles, each once, in reach of the caller', async () => {
    const { profiles } = await readProfiles();
    const china = { ...assumed('x').role, roleArn: `arn:aws-cn:iam::${accounts.china}:role/ci-runner` };
    const sources = [assumed('x'), assumed('admin'), { ...assumed('x'), role: china }];
    const roles = (partition?: string) =>
      rolesToAssume(sources, profiles, partition).map(({ roleArn, from }) => [
        roleArn.split('role/')[1],
        from,
      ]);
    expect(roles('aws').slice(0, 3)).toEqual([
      ['x', 'assumed in this window'],
      ['admin', 'profile admin'],
      ['ci-runner', 'profile instance'],
    ]);
    expect(roles('aws-cn')).toEqual([['ci-runner', 'assumed in this window']]);
    expect(roles().length).toBe(roles('aws').length + 1);
  });
});
