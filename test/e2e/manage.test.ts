import { beforeEach, describe, expect, it } from 'vitest';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** Gives the view of identities all the room (rows out of sight do not exist), and opens groups and identities in it. */
async function expand({ identities, callers }: Workbench, ...labels: string[]): Promise<void> {
  await callers.fold(false);
  for (const label of labels) await identities.expand(label);
}

describe('searching an organization', () => {
  const workbench = useWorkbench();

  it('finds an identity of a group that was never opened, and then without asking again', async () => {
    const window = workbench();
    await expand(window);
    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.text.fill('nightly');
    await window.palette.box.getByText(/only the \d+ that have been listed so far/).waitFor();
    await window.palette.pick(/Search the whole organization/);
    await window.palette.box.getByText('all 6 that this sign-in sees').waitFor();
    await window.palette.pick(/nightly/);
    await window.identities.row('nightly').waitFor();
    await window.screenshot('search');

    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.text.fill('nightly');
    // Before it was typed, everything that is listed was found.
    const found = window.palette.entry();
    await found.first().filter({ hasText: 'nightly' }).waitFor();
    await window.palette.pick(/nightly/);
    await window.palette.box.waitFor({ state: 'hidden' });
    await window.identities.row('Details').first().waitFor();
  });
});

describe('managing an organization', () => {
  const workbench = useWorkbench();
  beforeEach(() => expand(workbench(), 'platform', 'web'));
  const bound = (name: 'ci-runner' | 'nightly') => {
    const { world } = workbench().sandbox;
    return world.resources.bindingsOf(world.identities[name]).length;
  };

  it('shows repositories with tags, roles with capabilities, and details', async () => {
    const window = workbench();
    await window.identities.expand('Roles');
    await window.identities.expand('registry.pull:');
    await window.identities.row('repo.list').waitFor();
    await window.screenshot('roles');
    await window.identities.collapse('Roles');
    await window.identities.expand('Repositories');
    await window.identities.expand('adoptium-jdk');
    await window.identities.row('latest').first().waitFor();
    await window.screenshot('repositories');
    await window.identities.collapse('Repositories');
    await window.identities.expand('platform');
    await window.identities.expand('ci-runner');
    await window.identities.expand('Details');
    await window.screenshot('details');
    await window.identities.collapse('ci-runner');
  });

  it('shows who is bound to a group, and every claim that an identity asks for', async () => {
    const window = workbench();
    await window.identities.expand('platform');
    await window.identities.expand(/^Role Bindings/);
    await window.identities.row('release: viewer').waitFor();
    await window.screenshot('group-bindings');
    await window.identities
      .row(/^Role Bindings/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    await window.identities.expand(/^release.*claims/);
    await window.identities.row('Audience: https://issuer.enforce.dev').waitFor();
    await window.screenshot('claims');
    await window.identities
      .row(/^release.*claims/)
      .locator('.monaco-tl-twistie')
      .click();
  });

  it('goes to the first new row when the rest of a list is loaded', async () => {
    const window = workbench();
    const { resources, groups, identities } = window.sandbox.world;
    const like = resources.identities.get(identities.nightly);
    if (!like) throw new Error('nightly is gone');
    const many = Array.from({ length: 205 }, (_, index) => {
      const uid = `${groups.web}/${index.toString(16).padStart(16, '0')}`;
      return { ...like, uid, name: `a-${String(index).padStart(3, '0')}` };
    });
    for (const identity of many) resources.identities.set(identity.uid, identity);
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row('a-000').waitFor();
    await window.identities.collapse('platform');
    await window.identities.list.focus();
    await window.page.keyboard.press('End');
    await window.identities.row('8 more identities').click({ trial: true });
    await window.screenshot('more');
    // Roles, Repositories and Role Bindings of the organization, and Role Bindings of the group stand below it.
    for (let row = 0; row < 4; row++) await window.page.keyboard.press('ArrowUp');
    await window.page.keyboard.press('Enter');
    await window.identities.row('a-200').and(window.page.locator('.focused')).waitFor();
    for (const identity of many) resources.identities.delete(identity.uid);
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row('a-000').waitFor({ state: 'detached' });
    await window.identities.expand('platform');
  });

  it('binds several roles, and unbinds them', async () => {
    const window = workbench();
    await window.identities.expand('nightly');
    const before = bound('nightly');
    await window.identities.menu('nightly', 'Roles', 'Bind Roles…');
    await window.palette.tick('apk.pull', 'registry.push');
    await window.palette.pick(/acme\.example/);
    await window.notifications.dialog.waitFor();
    await window.screenshot('bind-confirm');
    await window.notifications.answerDialog('Bind');
    await expect.poll(() => bound('nightly')).toBe(before + 2);
    await window.identities.row('apk.pull: on').waitFor();
    await window.identities.menu('nightly', 'Roles', 'Unbind Roles…');
    await window.palette.tick('apk.pull', 'registry.push');
    await window.notifications.answerDialog('Unbind');
    await expect.poll(() => bound('nightly')).toBe(before);
  });

  it('shows all of the roles of an identity, a page at a time', async () => {
    const window = workbench();
    const { resources, identities, organization, roles } = window.sandbox.world;
    const many = Array.from({ length: 205 }, (_, index) => ({
      uid: `${organization.uid}/${index.toString(16).padStart(16, '0')}`,
      identityUid: identities.nightly,
      roleUid: roles['viewer'] ?? '',
      createTime: '2026-01-12T09:30:00Z',
    }));
    await window.identities.expand('nightly');
    for (const binding of many) resources.bind(binding);
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row('viewer: on acme.example').first().waitFor();
    await window.identities.list.focus();
    await window.page.keyboard.press('End');
    const more = window.identities.row('5 more role bindings');
    for (; !(await more.isVisible());) await window.page.keyboard.press('ArrowUp');
    await window.screenshot('more-roles');
    await more.click();
    await more.waitFor({ state: 'detached' });
    await window.identities.row('viewer: on acme.example').and(window.page.locator('.focused')).waitFor();
    for (const binding of many) resources.unbind(binding);
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row('No role').waitFor();
  });

  it('asks for any identity or group where a command is given none', async () => {
    const window = workbench();
    const { resources, identities, groups } = window.sandbox.world;
    await window.palette.run('Assumable Identities: Describe Identity or Folder…');
    await window.palette.entry(/Search the whole organization/).waitFor();
    await window.screenshot('pick-to-describe');
    await window.palette.text.fill('catalog');
    await window.palette.pick(/catalog-syncer/);
    await window.palette.box.getByText('Describe catalog-syncer').waitFor();
    await window.palette.answer('Keeps the catalog fresh');
    await window.notifications.answerDialog('Change');
    await expect
      .poll(() => resources.identities.get(identities['catalog-syncer'])?.description)
      .toBe('Keeps the catalog fresh');
    await window.palette.run('Assumable Identities: Describe Identity or Folder…');
    await window.palette.text.fill('platf');
    await window.palette.pick(/platform/);
    await window.palette.box.getByText('Describe platform').waitFor();
    await window.palette.answer('The platform people');
    await expect.poll(() => resources.groups.get(groups.platform)?.description).toBe('The platform people');
    await window.palette.run('Assumable Identities: Bind Roles…');
    await window.palette.pick(/Enter an identity ID/);
    await window.palette.answer(identities.release);
    await window.palette.box.getByText('Bind roles to release').waitFor();
    await window.page.keyboard.press('Escape');
    await window.palette.box.waitFor({ state: 'hidden' });
  });

  it('sends nothing where nothing was changed', async () => {
    const window = workbench();
    window.sandbox.requests.length = 0;
    await window.identities.menu('platform', 'Change', 'Rename Identity or Folder…');
    await window.palette.box.getByText('Rename platform').waitFor();
    await window.palette.text.press('Enter');
    await window.page.locator('.statusbar').getByText('Nothing was changed.').waitFor();
    expect(await window.notifications.dialog.count()).toBe(0);
    expect(window.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('stops reading when it is told to, before anything was asked or changed', async () => {
    const window = workbench();
    window.sandbox.faults.set({ service: 'api', path: '/iam/v2/roles', fault: { kind: 'hang' } });
    await window.identities.menu('nightly', 'Roles', 'Bind Roles…');
    const listing = window.notifications.saying('Listing roles');
    await listing.getByRole('button', { name: 'Cancel' }).click();
    await listing.waitFor({ state: 'detached' });
    window.sandbox.faults.set({ service: 'api', path: '/iam/v2/roleBindings', fault: { kind: 'hang' } });
    await window.identities.menu('nightly', 'Change', 'Delete Identity…');
    const reading = window.notifications.saying('Reading the identity and its roles');
    await window.screenshot('reading-to-delete');
    await reading.getByRole('button', { name: 'Cancel' }).click();
    await reading.waitFor({ state: 'detached' });
    window.sandbox.faults.clear();
    expect(await window.notifications.dialog.count()).toBe(0);
    expect(await window.palette.box.isVisible()).toBe(false);
  });

  it('creates a folder, shows it at once, renames it, and deletes it while it is empty', async () => {
    const window = workbench();
    await window.identities.menu('web', 'Create Folder…');
    await window.palette.answer('night shift');
    const stale = {
      service: 'api',
      path: /^\/iam\/v2\/(groups|identities)$/,
      fault: { kind: 'stale' },
    } as const;
    window.sandbox.faults.set(stale);
    await window.palette.box.getByText('Create the folder night shift in web').waitFor();
    await window.screenshot('create-folder');
    const names = () => [...window.sandbox.world.resources.groups.values()].map(({ name }) => name);
    expect(names()).not.toContain('night shift');
    await window.palette.answer('Works at night');
    await window.identities.row('night shift').waitFor();
    window.sandbox.requests.length = 0;
    await window.palette.run('Assumable Identities: Refresh Identities');
    await expect.poll(() => window.sandbox.requests.length).toBeGreaterThan(2);
    await window.identities.row('night shift').waitFor();
    window.sandbox.faults.clear();
    await window.identities.menu('night shift', 'Change', 'Rename Identity or Folder…');
    await window.palette.answer('day shift');
    await window.identities.row('day shift').waitFor();
    await window.identities.menu('web', 'Change', 'Delete Folder…');
    await window.notifications.saying(/web is not empty: folders: 1, identities: \d/).waitFor();
    await window.identities.menu('day shift', 'Change', 'Delete Folder…');
    await window.palette.box.getByText('Type its name to delete it').waitFor();
    await window.screenshot('delete-folder');
    await window.palette.answer('day shift');
    await window.identities.row('day shift').waitFor({ state: 'detached' });
    expect(names()).not.toContain('day shift');
  });

  it('shows the trust path as a picture and in words, in every theme', async () => {
    const window = workbench();
    await window.identities.menu('ci-runner', 'Open', 'Show Trust Path');
    await window.editor.tab(/Trust path of ci-runner/).waitFor();
    await window.page
      .locator('.monaco-editor .view-line')
      .filter({ hasText: 'can assume' })
      .first()
      .waitFor();
    await window.screenshot('trust-path');
    await window.identities.menu('release', 'Open', 'Show Trust Path');
    await window.editor.tab(/Trust path of release/).waitFor();
    await window.editor
      .showing(/Audience\s+is/)
      .first()
      .waitFor();
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`trust-path-${theme}`);
    }
  });

  it('shows only what a filter lets through', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Filter Identities…');
    await window.palette.tick('No role bound');
    await window.identities
      .row(/hidden by the filter/)
      .first()
      .waitFor();
    await window.identities.row('nightly').waitFor();
    await window.screenshot('filtered');
    await window.identities.row('ci-runner').waitFor({ state: 'detached' });
    await window.palette.run('Assumable Identities: Filter Identities…');
    await window.palette.tick('With problems', 'No role bound');
    await window.identities.row('ec2-pull').waitFor();
    await window.identities.pane.getByText('Only some identities are shown: with problems.').waitFor();
    await window.screenshot('filtered-problems');
    await window.identities.row('release').waitFor({ state: 'detached' });
    await window.identities.act(/hidden by the filter/, 'Show All Identities');
    await window.identities.row('ci-runner').waitFor();
  });

  it('shows hidden characters of names wherever it shows names', async () => {
    const window = workbench();
    const nightly = window.sandbox.world.resources.identities.get(window.sandbox.world.identities.nightly);
    if (!nightly) throw new Error('nightly is gone');
    nightly.name = 'nightly\u202egro\u0007';
    const shown = /nightly\\u202egro\\u0007/;
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row(shown).waitFor();
    await window.identities.menu(shown, 'Change', 'Delete Identity…');
    await window.notifications.dialog.getByText(shown).first().waitFor();
    await window.screenshot('hidden-characters');
    await window.page.keyboard.press('Escape');
    await window.notifications.dialog.waitFor({ state: 'detached' });
    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.text.fill('nightly');
    await window.palette.entry(shown).waitFor();
    await window.page.keyboard.press('Escape');
    await window.identities.menu(shown, 'Open', 'Show Trust Path');
    // A file's name holds no backslash.
    await window.editor.tab(/nightly_u202egro_u0007/).waitFor();
    const seen = await window.page.locator('.monaco-workbench').innerText();
    expect(seen).not.toContain('\u202e');
    nightly.name = 'nightly';
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row(/^nightly\. /).waitFor();
  });

  it('deletes an identity only once its name was typed', async () => {
    const window = workbench();
    const { resources, groups, identities } = window.sandbox.world;
    const id = `${groups.web}/${'d'.repeat(16)}`;
    const like = resources.identities.get(identities.nightly);
    if (!like) throw new Error('nightly is gone');
    resources.identities.set(id, { ...like, uid: id, name: 'unused' });
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.menu('unused', 'Change', 'Delete Identity…');
    await window.notifications.dialog.waitFor();
    await window.screenshot('delete-confirm');
    await window.notifications.answerDialog('Delete…');
    await window.palette.answerWrongly('unusde');
    await window.palette.box.getByText('This is not its name.').waitFor();
    expect(resources.identities.has(id)).toBe(true);
    await window.palette.answer('unused');
    await expect.poll(() => resources.identities.has(id)).toBe(false);
    await window.identities.row('unused').waitFor({ state: 'detached' });
  });
});

describe('an organization that somebody else changes', () => {
  const workbench = useWorkbench();

  it('shows another account what it sees, whatever was changed here a moment ago', async () => {
    const window = workbench();
    const { resources } = window.sandbox.world;
    await expand(window);
    await window.identities.menu('web', 'Change', 'Rename Identity or Folder…');
    await window.palette.answer('shop');
    await window.identities.row('shop').waitFor();
    const group = resources.groups.get(window.sandbox.world.groups.web);
    if (!group) throw new Error('web is gone');
    group.name = 'store';
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(await window.sandbox.sessionToken('lee@acme.example'));
    await window.identities.row('store').waitFor();
  });
});
