import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { choose, field, openBuilder, pasteCaller, violations } from './builderPage';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

const arn = 'arn:aws:sts::123456789012:assumed-role/ci-runner/build-42';
const output = JSON.stringify({
  UserId: 'AROAQ3EGCIRUNNEXAMPLE:build-42',
  Account: '123456789012',
  Arn: arn,
});
const size = { width: 1600, height: 1000 };

/** Leaves a sign-in of chainctl that is over, or one that serves. */
async function leaveSignIn(window: Workbench, serves: boolean): Promise<void> {
  const cache = ['home', '.cache', 'chainguard', 'https:--console-api.enforce.dev', 'oidc-token'];
  const file = path.join(path.dirname(window.workspace), ...cache);
  const audience = 'https://console-api.enforce.dev';
  const at = serves ? new Date() : new Date(0);
  await writeFile(file, await window.sandbox.sessionToken('kim@acme.example', audience, { at }));
  await chmod(file, 0o600);
}

/** The identity of this name in the sandbox. */
function made(window: Workbench, name: string) {
  return [...window.sandbox.world.resources.identities.values()].find((each) => each.name === name);
}

const create = (page: ReturnType<Workbench['webview']>) =>
  page.getByRole('button', { name: 'Create', exact: true });

describe('the builder page in Restricted Mode', () => {
  const workbench = useWorkbench({ restricted: true });
  beforeEach(() => workbench().page.setViewportSize(size));

  it('asks AWS nothing, and does all the rest', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    await page.getByText('Restricted Mode: AWS is not asked.').waitFor();
    await window.screenshot('builder-restricted');
    expect(await page.getByRole('button', { name: 'Ask AWS' }).count()).toBe(0);
    expect(await violations(window)).toEqual([]);
    await page.getByRole('radio', { name: 'ARN', exact: true }).check();
    const typed = field(page, 'ARN of a role or a user');
    await typed.fill('arn:aws:iam::123456789012:role/my role');
    await page.getByRole('alert').getByText('A name in an ARN has letters').waitFor();
    await window.screenshot('builder-arn-refused');
    await typed.fill('"arn:aws:iam::123456789012:role/teams/ci-runner"');
    await page.locator('.card', { hasText: 'Partition' }).getByText('ci-runner', { exact: true }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'A name in an ARN' }).waitFor({ state: 'detached' });
    await pasteCaller(page, output);
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
    await page.getByRole('tab', { name: 'id.json', exact: true }).click();
    await page.locator('pre', { hasText: 'awsIdentity' }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(JSON.parse(await window.clipboard(/awsIdentity/))).toMatchObject({
      awsIdentity: { awsAccount: '123456789012' },
    });
    expect(window.sandbox.requests.filter(({ service }) => service === 'sts')).toEqual([]);
  });

  it('creates nothing, and says why', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    await pasteCaller(page, output);
    await field(page, 'Name').fill('ci-restricted');
    await choose(page, 'Folder', 'plat', /platform/);
    await create(page).click();
    await page.locator('.create').getByRole('alert').getByText('Restricted Mode').waitFor();
    await window.screenshot('builder-restricted-create');
    expect(await violations(window)).toEqual([]);
    expect(made(window, 'ci-restricted')).toBeUndefined();
    expect(window.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('the builder page of a window that becomes trusted', () => {
  const workbench = useWorkbench({ restricted: true });
  beforeEach(() => workbench().page.setViewportSize(size));

  it('asks AWS then', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    await page.getByText('Restricted Mode: AWS is not asked.').waitFor();
    await window.palette.run('Workspaces: Manage Workspace Trust');
    await window.page.getByRole('button', { name: 'Trust', exact: true }).click();
    // VS Code shows it above the page, which stays as it is.
    const above = window.page.locator('.monaco-modal-editor-block');
    await above.locator('.workspace-trust-trusted').waitFor();
    await above.locator('.workspace-trust-header').click();
    await window.page.keyboard.press('Escape');
    await above.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Who is calling' }).click();
    await page.getByRole('button', { name: 'Ask AWS' }).waitFor();
  });
});

describe('the builder page of a person who has not signed in', () => {
  const workbench = useWorkbench({ home: false, settings: { 'assumable.useChainctlLogin': undefined } });
  beforeEach(() => workbench().page.setViewportSize(size));

  it('works, and says what Create needs', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    const card = page.locator('.create');
    await card.getByText('Sign in to Chainguard to choose a folder and to create the identity.').waitFor();
    await pasteCaller(page, output);
    await field(page, 'Name').fill('ci-builds');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
    const group = page.getByRole('combobox', { name: 'Folder' });
    await group.fill('platform');
    await page.getByText('You are not signed in to Chainguard.').waitFor();
    await window.screenshot('builder-signed-out');
    expect(await violations(window)).toEqual([]);
    await group.press('Tab');
    await expect.poll(() => group.inputValue()).toBe('platform');
    const roles = page.getByRole('combobox', { name: 'Roles to bind' });
    await roles.fill('registry.pull');
    await page.getByRole('option', { name: 'registry.pull the role of this name' }).waitFor();
    await roles.press('Enter');
    await page.getByRole('button', { name: 'Remove registry.pull' }).waitFor();
    await card.getByText('the folder, chosen from the list, the roles, chosen from the list').waitFor();
    await page.getByRole('tab', { name: 'Terraform', exact: true }).click();
    const terraform = page.locator('pre', { hasText: 'chainguard_role' });
    await terraform.waitFor();
    expect(await terraform.innerText()).toMatch(/name += "platform"[^]*name += "registry\.pull"/);
    await window.screenshot('builder-by-name');
    expect(await violations(window)).toEqual([]);
    expect(window.sandbox.requests.filter(({ service }) => service === 'api')).toEqual([]);
    await page.locator('pre', { hasText: 'ci-builds' }).waitFor();
  });

  it('can create once that person has signed in from it', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    await pasteCaller(page, output);
    await field(page, 'Name').fill('ci-builds');
    await page.getByRole('button', { name: 'Sign In…' }).click();
    await window.palette.entry(/With a code/).waitFor();
    await window.page.keyboard.press('Escape');
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(await window.sandbox.sessionToken('kim@acme.example'));
    await page.getByRole('button', { name: 'Sign In…' }).waitFor({ state: 'detached' });
    await choose(page, 'Folder', 'plat', /platform/);
    await choose(page, 'Roles to bind', 'registry.pull', /^registry\.pull /);
    await create(page).click();
    await page.getByText('Created, with roles bound: ci-builds').first().waitFor();
    expect(made(window, 'ci-builds')?.awsIdentity).toMatchObject({ awsAccount: '123456789012' });
    await window.palette.run('Assumable Identities: Sign Out of Chainguard');
  });
});

describe('the ways to the builder page', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().page.setViewportSize(size));

  it('are an AWS caller, who is asked and filled in', async () => {
    const window = workbench();
    // Tall enough for the last caller to appear: the view draws itself anew for it, and loses an action on a row.
    await window.page.setViewportSize({ width: 1600, height: 1800 });
    await window.callers.row('Instance metadata').waitFor();
    await window.callers.row(/^ci-runner.*assumed-role/).waitFor();
    await window.callers.menu('ci-runner', 'Create Identity for This Caller');
    const page = window.webview();
    await page.getByRole('heading', { name: 'The caller' }).waitFor();
    expect(await page.getByLabel('Credentials').inputValue()).toBe('profile:ci-runner');
    expect(await field(page, 'Subject').inputValue()).toMatch(/^arn:aws:iam::\d+:role\/ci-runner$/);
    await page.getByRole('radio', { name: 'Signed request (legacy)' }).check();
    expect(await field(page, 'ARN').inputValue()).toContain('assumed-role/ci-runner/');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
  });

  it('are a group, which is chosen already', async () => {
    const window = workbench();
    await window.identities.act('platform', 'Create Identity…');
    const group = window.webview().getByRole('combobox', { name: 'Folder' });
    await expect.poll(() => group.inputValue(), { timeout: 20_000 }).toBe('platform');
  });

  it('are a lens at pasted output in an editor, which fills in the caller', async () => {
    const window = workbench();
    await writeFile(path.join(window.workspace, 'caller.json'), output);
    await window.editor.open('caller.json');
    await window.editor.lens('Create Identity for This Caller').click();
    const page = window.webview();
    await page.getByRole('heading', { name: 'The caller' }).waitFor();
    await page.getByRole('radio', { name: 'Signed request (legacy)' }).check();
    expect(await field(page, 'ARN').inputValue()).toContain('assumed-role/ci-runner/');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
  });
});

describe('inserting from the builder page', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().page.setViewportSize(size));

  it('goes into the editor beside it, and into a new one', async () => {
    const window = workbench();
    await window.editor.open('identities.json');
    await window.palette.run('View: Split Editor Right');
    const page = await openBuilder(window);
    await pasteCaller(page, output);
    await field(page, 'Name').fill('inserted');
    await page.getByRole('tab', { name: 'Terraform', exact: true }).click();
    await page.locator('pre', { hasText: 'chainguard_identity' }).waitFor();
    await page.getByRole('button', { name: 'Insert at Cursor' }).click();
    await window.editor.showing(/chainguard_identity"\s"inserted/).waitFor();
    await page.getByRole('tab', { name: 'id.json', exact: true }).click();
    await page.locator('pre', { hasText: 'awsIdentity' }).waitFor();
    await page.getByRole('button', { name: 'Open Untitled' }).click();
    await window.editor.showing(/"name":\s"inserted"/).waitFor();
    await window.screenshot('builder-beside');
  });

  it('goes where the person last wrote, and leaves alone what is selected there', async () => {
    const window = workbench();
    await window.editor.open('identities.json');
    await window.palette.run('View: Split Editor Right');
    await window.editor.open('id.json');
    await window.palette.run('View: Split Editor Right');
    await window.palette.run('View: Toggle Output');
    await window.page.locator('.part.panel .monaco-editor').first().waitFor();
    await window.editor
      .showing(/awsIdentity/)
      .last()
      .click();
    const page = await openBuilder(window);
    const written = window.page.locator('.monaco-editor[data-uri$="/id.json"] .view-lines');
    await written.click();
    await window.page.keyboard.press('ControlOrMeta+A');
    await field(page, 'Name').fill('inserted');
    await page.getByRole('tab', { name: 'Terraform', exact: true }).click();
    await page.locator('pre', { hasText: 'inserted' }).waitFor();
    await page.getByRole('button', { name: 'Insert at Cursor' }).click();
    await page.locator('.taken', { hasText: 'Inserted: Terraform' }).waitFor();
    await window.screenshot('builder-inserted');
    await written.click();
    await window.page.keyboard.press('ControlOrMeta+S');
    const saved = () => readFile(path.join(window.workspace, 'id.json'), 'utf8');
    await expect.poll(saved).toMatch(/^\{[^]*awsIdentity[^]*\}\s*terraform \{[^]*chainguard_identity/);
  });
});

describe('creating from the builder page', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().page.setViewportSize(size));

  /** A page that has everything that Create needs. */
  async function filled(name: string, group = /platform/, role = 'registry.pull') {
    const window = workbench();
    const page = await openBuilder(window);
    await pasteCaller(page, output);
    await field(page, 'Name').fill(name);
    await choose(page, 'Folder', '', group);
    if (role !== '') {
      await choose(page, 'Roles to bind', role, new RegExp(`^${role} `));
      await page.getByRole('combobox', { name: 'Roles to bind' }).press('Escape');
    }
    return page;
  }

  it('loses nothing when the sign-in ends meanwhile', async () => {
    const window = workbench();
    const page = await filled('late');
    await leaveSignIn(window, false);
    await create(page).click();
    await page.locator('.create').getByText('The Chainguard sign-in has expired.').waitFor();
    await window.screenshot('builder-expired');
    expect(await violations(window)).toEqual([]);
    expect(await field(page, 'Name').inputValue()).toBe('late');
    expect(await page.getByRole('combobox', { name: 'Folder' }).inputValue()).toBe('platform');
    expect(made(window, 'late')).toBeUndefined();
    await leaveSignIn(window, true);
    await create(page).click();
    await page.getByText('Created, with roles bound: late').first().waitFor();
    await page.getByText('The Chainguard sign-in has expired.').waitFor({ state: 'detached' });
  });

  it('takes the identity back when a role cannot be bound, and says so', async () => {
    const window = workbench();
    const page = await filled('half');
    window.sandbox.faults.set({
      service: 'api',
      path: '/iam/v2/roleBindings:batchCreate',
      fault: { kind: 'status', status: 500 },
      times: 1,
    });
    await create(page).click();
    await page.getByRole('alert').getByText('The roles could not be bound').waitFor();
    await page.getByRole('alert').getByText('the identity was removed again').waitFor();
    await window.screenshot('builder-undone');
    expect(await violations(window)).toEqual([]);
    expect(made(window, 'half')).toBeUndefined();
    await create(page).click();
    await page.getByText('Created, with roles bound: half').first().waitFor();
  });

  it('says that the group has been deleted meanwhile', async () => {
    const window = workbench();
    const page = await filled('orphan', /web/, '');
    const { resources, groups } = window.sandbox.world;
    const web = resources.groups.get(groups.web);
    if (!web) throw new Error('web is gone');
    onTestFinished(() => void resources.groups.set(groups.web, web));
    resources.groups.delete(groups.web);
    await create(page).click();
    await page.getByRole('alert').getByText('The folder is not there any more').waitFor();
    await window.screenshot('builder-group-gone');
    expect(await field(page, 'Name').inputValue()).toBe('orphan');
  });

  it('says that the roles cannot be read, and goes on without them', async () => {
    const window = workbench();
    window.sandbox.faults.set({
      service: 'api',
      path: '/iam/v2/roles',
      fault: { kind: 'status', status: 403 },
    });
    const page = await filled('roleless', /platform/, '');
    await page.getByRole('combobox', { name: 'Roles to bind' }).fill('pull');
    await page.locator('#roles-count', { hasText: 'Chainguard' }).waitFor();
    await window.screenshot('builder-roles-unreadable');
    window.sandbox.faults.clear();
    await create(page).click();
    await page.getByText('Created without a role: roleless').first().waitFor();
  });

  it('offers to edit the identity that has the name already', async () => {
    const window = workbench();
    const page = await filled('ci-runner');
    await create(page).click();
    await page.getByRole('button', { name: 'Edit That One' }).click();
    await window.editor.tab(/Edit ci-runner/).waitFor();
    const editing = window.webview();
    await editing.getByRole('heading', { name: 'Edit ci-runner', level: 1 }).waitFor();
    expect(await field(editing, 'ARN').inputValue()).toContain('assumed-role/ci-runner');
  });

  it('edits what has a name that nobody could choose, and has its roles in the forms', async () => {
    const window = workbench();
    const page = await filled('renamed');
    await create(page).click();
    await page.getByText('Created, with roles bound: renamed').first().waitFor();
    await window.identities.expand('platform');
    await window.identities.row('renamed').waitFor();
    const live = made(window, 'renamed');
    if (live) live.name = 's1';
    await window.identities.act('renamed', 'Edit Identity');
    await window.editor.tab(/Edit s1/).waitFor();
    const editing = window.webview();
    await editing.locator('.chips.bound', { hasText: 'registry.pull' }).waitFor();
    await editing.getByRole('tab', { name: 'Terraform', exact: true }).click();
    await editing.locator('pre', { hasText: '"chainguard_rolebinding" "registry_pull"' }).waitFor();
    await field(editing, 'Description (optional)').fill('Changed');
    await editing.getByRole('button', { name: 'Review Changes' }).click();
    const difference = editing.getByRole('group', { name: 'What changes' });
    await difference.locator('ins', { hasText: 'Changed' }).waitFor();
    await window.screenshot('builder-edit-short-name');
    await difference.getByRole('button', { name: 'Change It in Chainguard' }).click();
    await editing.getByText('Changed: s1').first().waitFor();
    expect(made(window, 's1')).toMatchObject({ description: 'Changed' });
  });

  it('takes scripts and styles of its own alone, and sends no form', async () => {
    const page = await filled('policy');
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-[^']+'; base-uri 'none'; form-action 'none'$/,
    );
  });

  it.each(['comes of it', 'it fails of'])('shows on return what %s while it was hidden', async (what) => {
    const window = workbench();
    const fails = what === 'it fails of';
    const name = fails ? 'hidden-failure' : 'hidden';
    const page = await filled(name);
    const binding = '/iam/v2/roleBindings:batchCreate';
    window.sandbox.faults.set({
      service: 'api',
      path: /\/identities\/[0-9a-f]/,
      fault: { kind: 'hang' },
      times: 1,
    });
    window.sandbox.requests.length = 0;
    await create(page).click();
    const asked = () =>
      window.sandbox.requests.some(({ method, path }) => method === 'POST' && path.includes('identities/'));
    await expect.poll(asked, { timeout: 20_000 }).toBe(true);
    await window.editor.open('id.json');
    await page.locator('main').waitFor({ state: 'detached' });
    window.sandbox.faults.clear();
    if (fails)
      window.sandbox.faults.set({
        service: 'api',
        path: binding,
        fault: { kind: 'status', status: 500 },
        times: 1,
      });
    await window.page.getByRole('tab', { name: fails ? /New Identity/ : new RegExp(`Edit ${name}`) }).click();
    const back = window.webview();
    await back
      .getByText(fails ? /could not be bound/ : `Created: ${name}`)
      .first()
      .waitFor();
    await window.screenshot(`builder-hidden-${name}`);
    if (fails) expect(made(window, name)).toBeUndefined();
    else expect(made(window, name)).toBeDefined();
  });

  it('keeps the draft through a restart of VS Code', async () => {
    const window = workbench();
    const page = await filled('restarted');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
    // Reloading stores what is open; then nothing of that VS Code is left.
    await Promise.all([window.page.waitForEvent('load'), window.palette.run('Developer: Reload Window')]);
    await expect
      .poll(() => field(window.webview(), 'Name').inputValue(), { timeout: 30_000 })
      .toBe('restarted');
    await window.restart();
    const back = window.webview();
    await expect.poll(() => field(back, 'Name').inputValue(), { timeout: 30_000 }).toBe('restarted');
    await back.getByRole('heading', { name: 'The caller' }).waitFor();
    expect(await back.getByRole('combobox', { name: 'Folder' }).inputValue()).toBe('platform');
    expect(await field(back, 'ARN').inputValue()).toContain('assumed-role/ci-runner/');
    await create(back).click();
    await back.getByText('Created, with roles bound: restarted').first().waitFor();
  });
});
