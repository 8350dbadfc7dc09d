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
    await window.pick(/Search the whole organization/);
    await window.pick(/nightly/);
    await window.row('Identities', 'nightly').waitFor();
    await window.screenshot('search');
  });

  it('finds one that is listed without asking again, and shows its changes', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Search Identities…');
    await window.quickText().fill('nightly');
    await window.pick(/nightly/);
    await window.quickInput().waitFor({ state: 'hidden' });
    await window.expand('Identities', 'nightly');
    await window.row('Identities', 'Details').waitFor();
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

  it('creates a group, shows it at once, and renames it', async () => {
    const window = workbench();
    await window.contextAction('Identities', 'web', 'Create Group…');
    await window.answer('night shift');
    await window.answer('Works at night');
    await window.row('Identities', 'night shift').waitFor();
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
    await window.runCommand('Chainguard: Show All Identities');
    await window.row('Identities', 'ci-runner').waitFor();
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
});
