import { describe, expect, it } from 'vitest';
import { useWorkbench } from './useWorkbench';

describe('managing an organization', () => {
  const workbench = useWorkbench();
  const bound = (name: 'ci-runner' | 'nightly') => {
    const { world } = workbench().sandbox;
    return world.resources.bindingsOf(world.identities[name]).length;
  };

  it('shows repositories with tags, roles with capabilities, and details', async () => {
    const window = workbench();
    await window.openContainer('Assumable Identities');
    // Rows outside the visible part of a view do not exist: give the view all the room.
    for (const other of ['AWS Callers', 'Last Test'])
      await window.page.getByRole('button', { name: `${other} Section`, exact: true }).click();
    await window.expand('Identities', 'Roles');
    await window.expand('Identities', 'registry.pull:');
    await window.row('Identities', 'repo.list').waitFor();
    await window.screenshot('roles');
    await window.collapse('Identities', 'Roles');
    await window.expand('Identities', 'Repositories');
    await window.expand('Identities', 'adoptium-jdk');
    await window.row('Identities', 'latest').first().waitFor();
    await window.screenshot('repositories');
    await window.collapse('Identities', 'Repositories');
    await window.expand('Identities', 'platform');
    await window.expand('Identities', 'ci-runner');
    await window.expand('Identities', 'Details');
    await window.screenshot('details');
    await window.collapse('Identities', 'ci-runner');
  });

  it('finds an identity of a group that was never opened', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Search Identities…');
    await window.quickText().fill('nightly');
    await window
      .quickInput()
      .getByText(/only the \d+ that have been listed so far/)
      .waitFor();
    await window.pick(/Search the whole organization/);
    await window.quickInput().getByText('all 6 that this sign-in sees').waitFor();
    await window.pick(/nightly/);
    await window.row('Identities', 'nightly').waitFor();
    await window.screenshot('search');
  });

  it('finds one that is listed without asking again, and shows its changes', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Search Identities…');
    await window.quickText().fill('nightly');
    // Before it was typed, everything that is listed was found.
    const found = window.quickInput().getByRole('option');
    await found.first().filter({ hasText: 'nightly' }).waitFor();
    await window.pick(/nightly/);
    await window.quickInput().waitFor({ state: 'hidden' });
    await window.row('Identities', 'Details').first().waitFor();
  });

  it('shows who is bound to a group, and every claim that an identity asks for', async () => {
    const window = workbench();
    await window.expand('Identities', 'platform');
    await window.expand('Identities', /^Role Bindings/);
    await window.row('Identities', 'release: viewer').waitFor();
    await window.screenshot('group-bindings');
    await window
      .row('Identities', /^Role Bindings/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    await window.expand('Identities', /^release.*claims/);
    await window.row('Identities', 'Audience: https://issuer.enforce.dev').waitFor();
    await window.screenshot('claims');
    await window
      .row('Identities', /^release.*claims/)
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
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', 'a-000').waitFor();
    await window.row('Identities', 'platform').locator('.monaco-tl-twistie').click();
    await window.tree('Identities').focus();
    await window.page.keyboard.press('End');
    await window.row('Identities', '8 more identities').click({ trial: true });
    await window.screenshot('more');
    // Roles, Repositories and Role Bindings of the organization, and Role Bindings of the group stand below it.
    for (let row = 0; row < 4; row++) await window.page.keyboard.press('ArrowUp');
    await window.page.keyboard.press('Enter');
    await window.row('Identities', 'a-200').and(window.page.locator('.focused')).waitFor();
    for (const identity of many) resources.identities.delete(identity.uid);
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', 'a-000').waitFor({ state: 'detached' });
    await window.expand('Identities', 'platform');
  });

  it('binds several roles, and unbinds them', async () => {
    const window = workbench();
    const before = bound('nightly');
    await window.contextAction('Identities', 'nightly', 'Bind Roles…');
    await window.tick('apk.pull', 'registry.push');
    await window.pick(/acme\.example/);
    await window.page.getByRole('dialog').waitFor();
    await window.screenshot('bind-confirm');
    await window.answerDialog('Bind');
    await expect.poll(() => bound('nightly')).toBe(before + 2);
    await window.row('Identities', 'apk.pull: on').waitFor();
    await window.contextAction('Identities', 'nightly', 'Unbind Roles…');
    await window.tick('apk.pull', 'registry.push');
    await window.answerDialog('Unbind');
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
    for (const binding of many) resources.bind(binding);
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', 'viewer: on acme.example').first().waitFor();
    await window.tree('Identities').focus();
    await window.page.keyboard.press('End');
    const more = window.row('Identities', '5 more role bindings');
    for (; !(await more.isVisible());) await window.page.keyboard.press('ArrowUp');
    await window.screenshot('more-roles');
    await more.click();
    await more.waitFor({ state: 'detached' });
    await window.row('Identities', 'viewer: on acme.example').and(window.page.locator('.focused')).waitFor();
    for (const binding of many) resources.unbind(binding);
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', 'No role').waitFor();
  });

  it('asks for any identity or group where a command is given none', async () => {
    const window = workbench();
    const { resources, identities, groups } = window.sandbox.world;
    await window.runCommand('Chainguard: Describe…');
    await window
      .quickInput()
      .getByRole('option', { name: /Search the whole organization/ })
      .waitFor();
    await window.screenshot('pick-to-describe');
    await window.quickText().fill('catalog');
    await window.pick(/catalog-syncer/);
    await window.quickInput().getByText('Describe catalog-syncer').waitFor();
    await window.answer('Keeps the catalog fresh');
    await window.answerDialog('Change');
    await expect
      .poll(() => resources.identities.get(identities['catalog-syncer'])?.description)
      .toBe('Keeps the catalog fresh');
    await window.runCommand('Chainguard: Describe…');
    await window.quickText().fill('platf');
    await window.pick(/platform/);
    await window.quickInput().getByText('Describe platform').waitFor();
    await window.answer('The platform people');
    await window.answerDialog('Change');
    await expect.poll(() => resources.groups.get(groups.platform)?.description).toBe('The platform people');
    await window.runCommand('Chainguard: Bind Roles…');
    await window.pick(/Enter an identity ID/);
    await window.answer(identities.release);
    await window.quickInput().getByText('Bind roles to release').waitFor();
    await window.page.keyboard.press('Escape');
    await window.quickInput().waitFor({ state: 'hidden' });
  });

  it('sends nothing where nothing was changed', async () => {
    const window = workbench();
    window.sandbox.requests.length = 0;
    await window.contextAction('Identities', 'platform', 'Rename…');
    await window.quickInput().getByText('Rename platform').waitFor();
    await window.quickText().press('Enter');
    await window.page.locator('.statusbar').getByText('Nothing was changed.').waitFor();
    expect(await window.page.getByRole('dialog').count()).toBe(0);
    expect(window.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('stops reading when it is told to, before anything was asked or changed', async () => {
    const window = workbench();
    window.sandbox.faults.set({ service: 'api', path: '/iam/v2/roles', fault: { kind: 'hang' } });
    await window.contextAction('Identities', 'nightly', 'Bind Roles…');
    const listing = window.notification('Listing roles');
    await listing.getByRole('button', { name: 'Cancel' }).click();
    await listing.waitFor({ state: 'detached' });
    window.sandbox.faults.set({ service: 'api', path: '/iam/v2/roleBindings', fault: { kind: 'hang' } });
    await window.contextAction('Identities', 'nightly', 'Delete Identity…');
    const reading = window.notification('Reading the identity and its roles');
    await window.screenshot('reading-to-delete');
    await reading.getByRole('button', { name: 'Cancel' }).click();
    await reading.waitFor({ state: 'detached' });
    window.sandbox.faults.clear();
    expect(await window.page.getByRole('dialog').count()).toBe(0);
    expect(await window.quickInput().isVisible()).toBe(false);
  });

  it('creates a group, shows it at once, and renames it', async () => {
    const window = workbench();
    await window.contextAction('Identities', 'web', 'Create Group…');
    await window.answer('night shift');
    const stale = {
      service: 'api',
      path: /^\/iam\/v2\/(groups|identities)$/,
      fault: { kind: 'stale' },
    } as const;
    window.sandbox.faults.set(stale);
    await window.answer('Works at night');
    const question = window.page
      .getByRole('dialog')
      .filter({ hasText: 'Create the group night shift in web?' });
    await question.waitFor();
    await window.screenshot('create-group-confirm');
    expect([...window.sandbox.world.resources.groups.values()].map(({ name }) => name)).not.toContain(
      'night shift',
    );
    await window.answerDialog('Create');
    await window.row('Identities', 'night shift').waitFor();
    window.sandbox.requests.length = 0;
    await window.runCommand('Chainguard: Refresh Identities');
    await expect.poll(() => window.sandbox.requests.length).toBeGreaterThan(2);
    await window.row('Identities', 'night shift').waitFor();
    window.sandbox.faults.clear();
    await window.contextAction('Identities', 'night shift', 'Rename…');
    await window.answer('day shift');
    await window.answerDialog('Change');
    await window.row('Identities', 'day shift').waitFor();
  });

  it('shows the trust path as a picture and in words', async () => {
    const window = workbench();
    await window.contextAction('Identities', 'ci-runner', 'Show Trust Path');
    await window.page.getByRole('tab', { name: /Trust path of ci-runner/ }).waitFor();
    await window.page
      .locator('.monaco-editor .view-line')
      .filter({ hasText: 'may assume' })
      .first()
      .waitFor();
    await window.screenshot('trust-path');
  });

  it('shows only what a filter lets through', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Filter Identities…');
    await window.tick('No role bound');
    await window
      .row('Identities', /hidden by the filter/)
      .first()
      .waitFor();
    await window.row('Identities', 'nightly').waitFor();
    await window.screenshot('filtered');
    await window.row('Identities', 'ci-runner').waitFor({ state: 'detached' });
    await window.runCommand('Chainguard: Filter Identities…');
    await window.tick('With problems', 'No role bound');
    await window.row('Identities', 'ec2-pull').waitFor();
    await window.view('Identities').getByText('Only some identities are shown: with problems.').waitFor();
    await window.screenshot('filtered-problems');
    await window.row('Identities', 'release').waitFor({ state: 'detached' });
    await window.inlineAction('Identities', /hidden by the filter/, 'Show All Identities');
    await window.row('Identities', 'ci-runner').waitFor();
  });

  it('shows hidden characters of names wherever it shows names', async () => {
    const window = workbench();
    const nightly = window.sandbox.world.resources.identities.get(window.sandbox.world.identities.nightly);
    if (!nightly) throw new Error('nightly is gone');
    nightly.name = 'nightly\u202egro\u0007';
    const shown = /nightly\\u202egro\\u0007/;
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', shown).waitFor();
    await window.contextAction('Identities', shown, 'Delete Identity…');
    await window.page.getByRole('dialog').getByText(shown).first().waitFor();
    await window.screenshot('hidden-characters');
    await window.page.keyboard.press('Escape');
    await window.page.getByRole('dialog').waitFor({ state: 'detached' });
    await window.runCommand('Chainguard: Search Identities…');
    await window.quickInput().locator('input').first().fill('nightly');
    await window.quickInput().getByRole('option', { name: shown }).waitFor();
    await window.page.keyboard.press('Escape');
    await window.contextAction('Identities', shown, 'Show Trust Path');
    // A file's name holds no backslash.
    await window.page.getByRole('tab', { name: /nightly_u202egro_u0007/ }).waitFor();
    const seen = await window.page.locator('.monaco-workbench').innerText();
    expect(seen).not.toContain('\u202e');
    nightly.name = 'nightly';
    await window.runCommand('Chainguard: Refresh Identities');
    await window.row('Identities', /^nightly\. /).waitFor();
  });

  it('deletes an identity only once its name was typed', async () => {
    const window = workbench();
    const { resources } = window.sandbox.world;
    const id = window.sandbox.world.identities.nightly;
    await window.contextAction('Identities', 'nightly', 'Delete Identity…');
    await window.page.getByRole('dialog').waitFor();
    await window.screenshot('delete-confirm');
    await window.answerDialog('Delete…');
    await window.answerWrongly('nighty');
    await window.quickInput().getByText('This is not its name.').waitFor();
    expect(resources.identities.has(id)).toBe(true);
    await window.answer('nightly');
    await expect.poll(() => resources.identities.has(id)).toBe(false);
    await window.row('Identities', 'nightly').waitFor({ state: 'detached' });
  });

  it.each(['dark', 'light', 'high contrast', 'high contrast light'] as const)(
    'shows the trust path in %s',
    async (theme) => {
      const window = workbench();
      await window.useTheme(theme);
      await window.contextAction('Identities', 'release', 'Show Trust Path');
      await window.page.getByRole('tab', { name: /Trust path of release/ }).waitFor();
      await window
        .editorWith(/Audience\s+is/)
        .first()
        .waitFor();
      await window.screenshot(`trust-path-${theme}`);
    },
  );

  it('shows another account what it sees, whatever was changed here a moment ago', async () => {
    const window = workbench();
    const { resources } = window.sandbox.world;
    await window.contextAction('Identities', 'web', 'Rename…');
    await window.answer('shop');
    await window.answerDialog('Change');
    await window.row('Identities', 'shop').waitFor();
    const group = resources.groups.get(window.sandbox.world.groups.web);
    if (!group) throw new Error('web is gone');
    group.name = 'store';
    await window.runCommand('Chainguard: Sign In with a Token…');
    await window.answer(await window.sandbox.sessionToken('lee@acme.example'));
    await window.row('Identities', 'store').waitFor();
  });
});
