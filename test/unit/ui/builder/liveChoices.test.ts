import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/chainguard/http';
import { Failure } from '../../../../src/core/failure';
import { LiveChoices } from '../../../../src/ui/builder/liveChoices';
import { groups } from '../../../sandbox/world';
import { inSandbox } from '../../inSandbox';
import { addRolesOfTwo, other } from '../../flows/rolesOfTwo';

const sandbox = inSandbox();
const signIn = async (email = 'kim@acme.example'): Promise<Connection> => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken(email),
});
const names = ({ items }: { items: readonly { name: string }[] }) => items.map(({ name }) => name);

describe('what can be chosen from the live organization', () => {
  it('are the roles that can be bound to the group; of every organization while there is none', async () => {
    addRolesOfTwo(sandbox());
    const at = await signIn();
    const choices = new LiveChoices(() => Promise.resolve(at));
    expect(names(await choices.roles('zz-own', groups.platform))).toEqual(['zz-own']);
    expect(names(await choices.roles('foreign-7', groups.platform))).toEqual([]);
    expect(names(await choices.roles('zz-own', other.uid))).toEqual([]);
    expect(names(await choices.roles('foreign-77', other.uid))).toEqual(['foreign-77']);
    expect(names(await choices.roles('registry.pull', other.uid))).toContain('registry.pull');
    expect(names(await choices.roles('zz-own', null))).toEqual(['zz-own']);
    expect((await choices.roles('foreign-', null)).total).toBe(210);
  });

  it('is read once while somebody types, and anew for another sign-in', async () => {
    let at = await signIn();
    const choices = new LiveChoices(() => Promise.resolve(at));
    const asked = () =>
      sandbox().requests.filter(({ service, path }) => service === 'api' && path.includes('/groups')).length;
    const before = asked();
    expect(names(await choices.groups('plat'))).toContain('platform');
    const once = asked();
    expect(once).toBeGreaterThan(before);
    await choices.groups('platf');
    expect(asked()).toBe(once);
    at = await signIn('lee@acme.example');
    await choices.groups('platf');
    expect(asked()).toBeGreaterThan(once);
  });

  it('is nothing for somebody who has signed out meanwhile', async () => {
    const at = await signIn();
    let signedOut = false;
    const connection = () =>
      signedOut ? Promise.reject(new Failure('signed-out', 'Signed out.')) : Promise.resolve(at);
    const choices = new LiveChoices(connection);
    await choices.groups('plat');
    signedOut = true;
    await expect(choices.groups('plat')).rejects.toMatchObject({ kind: 'signed-out' });
  });
});
