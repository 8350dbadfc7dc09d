import { describe, expect, it } from 'vitest';
import { listCallers } from '../../../src/aws/callerList';
import { Callers } from '../../../src/aws/callers';
import { needOf } from '../../../src/aws/need';
import { externalId } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { useHome } from './home';

const home = useHome();

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

  it('begins with roles of this window, the environment, and the profile of AWS_PROFILE', async () => {
    Object.assign(process.env, {
      AWS_PROFILE: 'gov',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/x',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1',
    });
    const callers = new Callers();
    const role = {
      roleArn: `arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`,
      sessionName: 'me',
      externalId,
    };
    await callers.assume({ kind: 'assumed', from: { kind: 'profile', name: 'default' }, role });
    const ids = (await listCallers(callers, new Date())).entries.map(({ id }) => id);
    expect(ids.slice(0, 6)).toEqual([
      `assumed:profile:default:${role.roleArn}:me`,
      'environment',
      'web-identity',
      'container',
      'profile:gov',
      'profile:default',
    ]);
  });

  it('finds the sign-in at the end of a chain', async () => {
    await home().config(
      `[profile over]\nrole_arn = arn:aws:iam::${accounts.aws}:role/ci-runner\nsource_profile = sso-expired`,
    );
    const { entries } = await listCallers(new Callers(), new Date());
    const over = entries.find(({ id }) => id === 'profile:over');
    expect(needOf(over?.problem)).toMatchObject({ kind: 'sign-in', profile: 'sso-expired' });
  });
});
