import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { decodeCapabilities } from '../../src/core/token/capabilities';
import { testIdentity } from './testIdentity';
import { useWorkbench } from './useWorkbench';

interface Claims {
  readonly sub: string;
  readonly aud: string;
  readonly iat: number;
  readonly cap: Readonly<Record<string, string>>;
}

describe('using a token', () => {
  const workbench = useWorkbench({ settings: { 'workbench.hover.delay': 500 } });
  const home = (...name: string[]) => path.join(workbench().workspace, '..', 'home', ...name);
  const status = (label: RegExp) =>
    workbench().page.locator('.statusbar-item').getByRole('button', { name: label });
  /** Opens what the status bar offers for a token and picks of it. */
  const use = async (label: RegExp, offer: string | RegExp) => {
    await status(label).click();
    await workbench().palette.pick(offer);
  };
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  /** The claims of the token that "The token itself" copies. */
  const copied = async (): Promise<Claims> => {
    const window = workbench();
    await window.copy('');
    await window.palette.pick('The token itself');
    return claimsOf(await window.clipboard(/^eyJ/));
  };
  /** Has a token for the API, the newest and so the one in the status bar. */
  const test = () => testIdentity(workbench(), 'ci-runner', /^ci-runner/, 'Repositories, done');

  /** Gets a token for the registry. */
  const forRegistry = async () => {
    await use(/Chainguard token of ci-runner/, 'Get for Another Audience…');
    await workbench().palette.pick(/^cgr\.dev/);
    await workbench()
      .editor.showing(/audience:\s+cgr\.dev/)
      .waitFor();
  };

  beforeEach(async () => {
    await workbench().identities.expand('platform');
    await test();
  });

  it('says in the status bar until when the token is good, and does not count down', async () => {
    const window = workbench();
    const item = status(/Chainguard token of ci-runner, good until \d/);
    await item.waitFor();
    expect((await item.innerText()).trim()).toMatch(/^ci-runner until \d/);
    await item.hover();
    await window.page
      .getByRole('tooltip')
      .getByText(/Chainguard token of ci-runner for https:.*, good until/)
      .waitFor();
    await window.screenshot('token-quiet');
    await item.click();
    await window.palette.box.getByPlaceholder(/59:\d\d left/).waitFor();
    await window.screenshot('token-offers');
    await window.page.keyboard.press('Escape');
  });

  it('copies the token as a header and as an environment variable', async () => {
    const window = workbench();
    const { 'ci-runner': identity } = window.sandbox.world.identities;
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    await window.palette.entry().first().waitFor();
    await window.screenshot('copy-token-as');
    await window.palette.pick('Bearer header');
    const header = await window.clipboard(/^Authorization: Bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(claimsOf(header).sub).toBe(identity);
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    await window.palette.pick('Environment variable');
    const line = await window.clipboard(/^export CHAINGUARD_TOKEN='eyJ[\w-]+\.[\w-]+\.[\w-]+'$/);
    expect(claimsOf(line).sub).toBe(identity);
  });

  it('renews the token', async () => {
    const window = workbench();
    const exchanges = () =>
      window.sandbox.requests.filter(({ path }) => path.startsWith('/sts/exchange')).length;
    const before = exchanges();
    await use(/Chainguard token of ci-runner/, 'Renew');
    await expect.poll(exchanges).toBe(before + 1);
    await window.page
      .locator('.statusbar')
      .getByText(/A token of ci-runner, good for/)
      .waitFor();
  });

  it('opens a terminal whose environment holds the token', async () => {
    const window = workbench();
    await use(/Chainguard token of ci-runner/, 'Open Terminal with Token');
    const terminal = window.page.locator('.terminal-wrapper.active');
    await terminal.getByText('CHAINGUARD_TOKEN holds the Chainguard token of ci-runner').waitFor();
    const file = home('token-of-terminal');
    await terminal.locator('textarea').focus();
    await window.page.keyboard.type(`printenv CHAINGUARD_TOKEN >'${file}'; echo done''ok`);
    await window.page.keyboard.press('Enter');
    await terminal.getByText('doneok').waitFor();
    await window.screenshot('token-terminal');
    expect(claimsOf(await readFile(file, 'utf8')).sub).toBe(window.sandbox.world.identities['ci-runner']);
  });

  it('narrows the token to a capability', async () => {
    const window = workbench();
    await use(/Chainguard token of ci-runner/, 'Narrow…');
    await window.palette.box
      .getByText('On which folders only?')
      .or(window.palette.box.getByPlaceholder(/On which folders/))
      .first()
      .waitFor();
    for (const name of ['acme.example', 'platform', 'web'])
      await window.palette.box
        .getByRole('checkbox', { name: new RegExp(`^${name}, `) })
        .first()
        .waitFor();
    await window.screenshot('narrow-groups');
    await window.palette.accept();
    await window.palette.box.getByPlaceholder(/Which capabilities only/).waitFor();
    await window.palette.tick('repo.list');
    await window.editor.showing(/-\s+repo\.list/).waitFor();
    await window.screenshot('narrowed');
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    const { cap } = await copied();
    const names = Object.values(cap).flatMap((set) => decodeCapabilities(set)?.names ?? []);
    expect([...new Set(names)]).toEqual(['repo.list']);
  });

  it('narrows to a group that is typed, and says why the others are not offered', async () => {
    const window = workbench();
    const { groups } = window.sandbox.world;
    const refused = { kind: 'status', status: 403 } as const;
    window.sandbox.faults.set({ service: 'api', path: '/iam/v2/groups', fault: refused });
    await use(/Chainguard token of ci-runner/, 'Narrow…');
    await window.palette.box.getByText('The other folders could not be listed').waitFor();
    await window.screenshot('narrow-groups-not-listed');
    await window.palette.tick('Enter folder IDs');
    await window.palette.answerWrongly('platform');
    await window.palette.box.getByText('This is not the ID of a folder: platform').waitFor();
    await window.screenshot('narrow-group-id');
    await window.palette.answer(groups.platform);
    await window.palette.box.getByPlaceholder(/Which capabilities only/).waitFor();
    window.sandbox.faults.clear();
    window.sandbox.requests.length = 0;
    await window.palette.accept();
    const exchanged = () =>
      window.sandbox.requests.filter(({ path }) => path.startsWith('/sts/exchange')).length;
    await expect.poll(exchanged).toBeGreaterThan(0);
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    expect(Object.keys((await copied()).cap)).toEqual([groups.platform]);
  });

  it('refuses to narrow to nothing', async () => {
    const window = workbench();
    await use(/Chainguard token of ci-runner/, 'Narrow…');
    for (const question of [/On which folders/, /Which capabilities only/]) {
      await window.palette.box.getByPlaceholder(question).waitFor();
      await window.palette.accept();
    }
    await window.notifications.saying('Nothing was picked').waitFor();
  });

  it('gets a token for the registry, and the docker login that reads it from the variable', async () => {
    const window = workbench();
    await forRegistry();
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    await window.palette.pick('docker login');
    expect(await window.clipboard(/docker login/)).toBe(
      'printf %s "$CHAINGUARD_TOKEN" | docker login cgr.dev --username _token --password-stdin',
    );
    await use(/Chainguard token of ci-runner/, 'Copy As…');
    expect((await copied()).aud).toBe('cgr.dev');
  });

  it('leaves a Docker configuration alone that is none', async () => {
    const window = workbench();
    await forRegistry();
    await mkdir(home('.docker'), { recursive: true });
    await writeFile(home('.docker', 'config.json'), '{ "auths": broken');
    await use(/Chainguard token of ci-runner/, 'Write into Docker Configuration…');
    await window.notifications.answerDialog('Write');
    await window.notifications.saying('This file is not a Docker configuration').waitFor();
    await window.screenshot('docker-config-refused');
    expect(await readFile(home('.docker', 'config.json'), 'utf8')).toBe('{ "auths": broken');
  });

  it('writes the token into the Docker configuration once that is agreed to, for its owner alone', async () => {
    const window = workbench();
    const file = home('.docker', 'config.json');
    const before = { psFormat: 'table', auths: { 'ghcr.io': { auth: 'a2ltOnNlY3JldA==' } } };
    await forRegistry();
    await mkdir(path.dirname(file), { recursive: true });
    await rm(file, { force: true });
    await writeFile(file, JSON.stringify(before), { mode: 0o644 });
    await use(/Chainguard token of ci-runner/, 'Write into Docker Configuration…');
    await window.notifications.dialog.getByText(file).waitFor();
    await window.screenshot('docker-config');
    await window.notifications.answerDialog('Write');
    await window.page.locator('.statusbar').getByText('Written:').waitFor();
    const after = JSON.parse(await readFile(file, 'utf8')) as typeof before & {
      auths: Record<string, { auth: string }>;
    };
    expect({ ...after, auths: { 'ghcr.io': after.auths['ghcr.io'] } }).toEqual(before);
    const [user, token] = Buffer.from(after.auths['cgr.dev']?.auth ?? '', 'base64')
      .toString()
      .split(':');
    expect(user).toBe('_token');
    expect(claimsOf(token ?? '').aud).toBe('cgr.dev');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('does not give Docker a token of the API', async () => {
    const window = workbench();
    await forRegistry();
    await window.palette.run('Assumable Identities: Write Token into Docker Configuration…');
    await window.palette.pick(/https:\/\/console-api/);
    await window.notifications.saying('Docker needs a token for the registry').waitFor();
  });

  it('warns in the last minutes of a token, and counts down', async () => {
    const window = workbench();
    window.sandbox.setTokenLifetime(290);
    await test();
    const item = status(/Chainguard token of ci-runner, minutes left: 5/);
    await item.waitFor();
    await window.page
      .locator('.statusbar-item.warning-kind')
      .filter({ hasText: /ci-runner 4:\d\d/ })
      .waitFor();
    await item.hover();
    await window.page
      .getByRole('tooltip')
      .getByText(/ends at/)
      .waitFor();
    await window.screenshot('token-ends-soon');
  });

  it('says that a token has ended, and offers to renew it', async () => {
    const window = workbench();
    window.sandbox.setTokenLifetime(5);
    await use(/Chainguard token of ci-runner/, 'Renew');
    const ended = status(/Chainguard token of ci-runner, expired/);
    await ended.waitFor();
    await window.page
      .locator('.statusbar-item.warning-kind')
      .filter({ hasText: /ci-runner expired/ })
      .waitFor();
    window.sandbox.setTokenLifetime(undefined);
    await window.page.mouse.move(0, 0);
    await window.screenshot('token-expired');
    await ended.click();
    await window.palette.entry().first().waitFor();
    await window.screenshot('token-ended');
    await window.palette.pick('Renew');
    await status(/Chainguard token of ci-runner, good until/).waitFor();
  });
});
