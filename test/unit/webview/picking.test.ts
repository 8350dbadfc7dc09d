import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure';
import { findingsOf, missingOf } from '../../../src/webview/builder/findings';
import { choicesOf, isChosen } from '../../../src/webview/builder/picking';
import type { Found } from '../../../src/wire/builder';
import { openPage } from './openPage';

const signedOut = () => Promise.reject(new Failure('signed-out', 'You are not signed in to Chainguard.'));
const items = [
  { id: 'a'.repeat(40), name: 'viewer', detail: 'May look' },
  { id: 'b'.repeat(40), name: 'owner', detail: 'May do all' },
  { id: 'c'.repeat(40), name: 'twice', detail: 'acme' },
  { id: 'd'.repeat(40), name: 'twice', detail: 'other' },
];
const found = (): Promise<Found> => Promise.resolve({ items, total: items.length });

describe('a group and roles of somebody who is signed out', () => {
  it('are taken by name when the field is left, or with Enter', async () => {
    const session = () => Promise.resolve(null);
    const { controller, model } = openPage({ session, findGroups: signedOut, findRoles: signedOut });
    controller.picking.open('group');
    controller.picking.search('group', ' platform ');
    await expect.poll(() => model().search?.trouble?.kind).toBe('signed-out');
    controller.picking.leave();
    expect(model().form.group).toEqual({ id: '', name: 'platform' });
    expect(model().search).toBeNull();

    controller.picking.search('roles', 'viewer');
    await expect.poll(() => model().search?.trouble?.kind).toBe('signed-out');
    const [choice] = choicesOf(model().search ?? expect.fail());
    controller.picking.pick('roles', choice ?? expect.fail());
    controller.picking.search('roles', 'owner');
    controller.picking.leave();
    expect(model().form.roles).toEqual([
      { id: '', name: 'viewer' },
      { id: '', name: 'owner' },
    ]);
    controller.picking.drop({ id: '', name: 'viewer' });
    expect(model().form.roles).toEqual([{ id: '', name: 'owner' }]);
  });

  it('serve the forms, and Create says that they must be chosen', async () => {
    const form = { group: { id: '', name: 'platform' }, roles: [{ id: '', name: 'viewer' }] };
    const { model } = openPage({}, { ...form, name: 'ci-runner' });
    await expect.poll(() => model().judgement).not.toBeNull();
    expect(findingsOf(model())('group')).toMatchObject([{ severity: 'information' }]);
    expect(findingsOf(model())('roles')).toMatchObject([{ severity: 'information' }]);
    expect(missingOf(model())).toMatch(/the folder, chosen from the list, the roles, chosen from the list/);
    expect(missingOf(model())).not.toMatch(/name/);
  });
});

describe('a group and roles of the live organization', () => {
  it('are taken by their ids: what was typed is a search, unless it names just one', async () => {
    const { controller, model } = openPage({ findGroups: found, findRoles: found });
    const type = async (of: 'group' | 'roles', text: string) => {
      controller.picking.search(of, text);
      await expect.poll(() => model().search?.found).not.toBeNull();
      controller.picking.leave();
    };
    await type('group', 'view');
    expect(model().form.group).toBeNull();
    await type('group', 'twice');
    expect(model().form.group).toBeNull();
    await type('group', 'viewer');
    expect(model().form.group).toEqual({ id: 'a'.repeat(40), name: 'viewer' });
    await type('roles', '');
    expect(model().form.roles).toEqual([]);
  });

  it('leave a search that failed alone', async () => {
    const findRoles = () => Promise.reject(new Failure('denied', 'Chainguard does not allow this.'));
    const { controller, model } = openPage({ findRoles });
    controller.picking.search('roles', 'pull');
    await expect.poll(() => model().search?.trouble?.kind).toBe('denied');
    expect(choicesOf(model().search ?? expect.fail()).map(({ name }) => name)).toEqual(['pull']);
    controller.picking.leave();
    expect(model().form.roles).toEqual([]);
  });

  it('offer what was typed as a name too, which gives way to the one that is picked', async () => {
    const { controller, model } = openPage({ findRoles: found }, { roles: [{ id: '', name: 'viewer' }] });
    controller.picking.search('roles', 'elsewhere');
    await expect.poll(() => model().search?.found).not.toBeNull();
    const choices = choicesOf(model().search ?? expect.fail());
    expect(choices.map(({ name }) => name)).toEqual([...items.map(({ name }) => name), 'elsewhere']);
    controller.picking.move(99);
    expect(model().search?.active).toBe(items.length);
    controller.picking.search('roles', 'viewer');
    expect(choicesOf(model().search ?? expect.fail())).toHaveLength(items.length);
    const [viewer] = items;
    expect(isChosen(model().form, 'roles', viewer ?? expect.fail())).toBe(false);
    controller.picking.pick('roles', viewer ?? expect.fail());
    expect(model().form.roles).toEqual([{ id: 'a'.repeat(40), name: 'viewer' }]);
    controller.picking.pick('roles', viewer ?? expect.fail());
    expect(model().form.roles).toEqual([]);
  });
});

describe('what is said of a page that nobody has filled in', () => {
  it('is what missing roles cost, and not what is missing', async () => {
    const { model } = openPage({}, { way: 'signed-request' });
    await expect.poll(() => model().judgement).not.toBeNull();
    const of = findingsOf(model());
    expect(of('roles')).toMatchObject([
      { severity: 'warning', message: 'Without a role the identity can be assumed but can do nothing.' },
    ]);
    for (const field of ['name', 'group', 'account', 'arn', 'userId'] as const) expect(of(field)).toEqual([]);
    expect(missingOf(model())).toMatch(/a name, a folder, an account, an ARN, a user ID$/);
  });

  it('holds a description with a tab against the description, not its length', async () => {
    const { model } = openPage({}, { description: 'a\tb' });
    await expect.poll(() => model().judgement).not.toBeNull();
    expect(missingOf(model())).toMatch(/the description/);
    expect(missingOf(model())).not.toMatch(/shorter/);
  });
});
