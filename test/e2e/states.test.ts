import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** What Chainguard was asked; AWS is asked who calls by the view of callers, at any time. */
const toChainguard = ({ sandbox }: Workbench) =>
  sandbox.requests.filter(({ service }) => service === 'issuer' || service === 'api');

const cache = ['home', '.cache', 'chainguard', 'https:--console-api.enforce.dev', 'oidc-token'];

describe('a person who has not signed in', () => {
  const workbench = useWorkbench({ home: false, settings: { 'assumable.useChainctlLogin': undefined } });

  it('is told how to, and that a test needs no sign-in', async () => {
    const window = workbench();
    const view = window.identities.pane;
    await view.getByText('Sign in to see the identities of your organization.').waitFor();
    await view.getByRole('button', { name: 'Test an Identity by ID…' }).waitFor();
    await window.screenshot('signed-out');
  });

  it('hears that chainctl is not signed in either, and what to run', async () => {
    const window = workbench();
    await window.identities.pane.getByRole('button', { name: "Use chainctl's Sign-In" }).click();
    await window.notifications.saying(/chainctl is not signed in.*chainctl auth login/s).waitFor();
  });

  it.each([
    ['something that is no token', 'not-a-token', /This is not a Chainguard token/],
    [
      'a signed AWS request',
      'UE9TVCAvP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSBIVFRQLzEuMQ0KSG9zdDogYQ0KDQo=',
      /has to be exchanged/,
    ],
  ])('is told what is wrong with %s', async (_, token, words) => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(token);
    await window.notifications.saying(words).waitFor();
  });

  it('hears what comparing a file with Chainguard needs, and can sign in from there', async () => {
    const window = workbench();
    await window.editor.open('id.json');
    await window.editor.lens('Compare with Live').first().click();
    const told = window.notifications.saying('You are not signed in to Chainguard');
    await told.waitFor();
    await window.screenshot('compare-signed-out');
    await told.getByRole('button', { name: 'Sign In…' }).click();
    await window.palette.box.waitFor();
    await window.page.keyboard.press('Escape');
    await window.palette.box.waitFor({ state: 'hidden' });
  });

  it('is told that a token for another audience will not do', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(await window.sandbox.sessionToken('kim@acme.example', 'cgr.dev'));
    await window.notifications.saying(/This token is for another audience: cgr\.dev/).waitFor();
  });

  it('is given no link by a token that names a command for its audience', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    const audience = '[Go on](command:workbench.action.openSettings)';
    await window.palette.answer(await window.sandbox.sessionToken('kim@acme.example', audience));
    const notification = window.notifications.saying('[Go on] (command:workbench.action.openSettings)');
    await notification.waitFor();
    expect(await notification.locator('a[href^="command:"]').count()).toBe(0);
  });

  it('is told that an expired one will not do', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    const audience = 'https://console-api.enforce.dev';
    await window.palette.answer(
      await window.sandbox.sessionToken('kim@acme.example', audience, { at: new Date(0) }),
    );
    await window.notifications.saying(/The Chainguard sign-in has expired/).waitFor();
  });

  it('is told about every malformed id as it is typed, and nothing is sent', async () => {
    const window = workbench();
    window.sandbox.requests.length = 0;
    await window.palette.run('Assumable Identities: Test Identity…');
    const input = window.palette.text;
    await input.fill('0123456789abcdef0123456789abcdef01234567');
    await window.palette.box
      .getByText(/organization/)
      .first()
      .waitFor();
    await window.screenshot('malformed-id');
    await input.press('Escape');
    await input.waitFor({ state: 'hidden' });
    expect(toChainguard(window)).toEqual([]);
  });

  it('hears what to do when there is no AWS profile at all', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Test Identity…');
    await window.palette.answer(window.sandbox.world.identities['ci-runner']);
    await window.palette.pick('Signed request of AWS');
    await window.palette.pick('instance metadata');
    await window.tests
      .row('Match, not as it should be: Not compared here: sign in')
      .or(window.tests.row(/, failed:/))
      .first()
      .waitFor();
  });

  it('sees everything after signing in with a token, and nothing after signing out', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(await window.sandbox.sessionToken('kim@acme.example'));
    await window.identities.row('acme.example').waitFor();
    await window.palette.run('Assumable Identities: Sign Out of Chainguard');
    await window.identities.pane.getByText('Sign in to see the identities').waitFor();
  });
});

describe('a sign-in of chainctl that cannot serve', () => {
  const workbench = useWorkbench();

  const leave = async (text: string) => {
    const window = workbench();
    const file = path.join(path.dirname(window.workspace), ...cache);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600 });
    await chmod(file, 0o600);
  };
  const refresh = () => workbench().palette.run('Assumable Identities: Refresh Identities');
  /** One that would serve. */
  const right = () => workbench().sandbox.sessionToken('kim@acme.example');
  beforeEach(async () => leave(await right()));

  /** Waits until the view says in its header what went wrong, and asks for more. */
  const wentWrong = async (header: RegExp, words: RegExp) => {
    const view = workbench().identities.pane;
    await view.locator('.pane-header').filter({ hasText: header }).waitFor();
    await view.getByRole('button', { name: 'what went wrong' }).click();
    await workbench().notifications.saying(words).waitFor();
  };

  it('is said to be no token when it is corrupted', async () => {
    await leave('\u0000garbage\n{}');
    await refresh();
    await workbench()
      .identities.pane.getByText('What chainctl left as its sign-in is not a token.')
      .waitFor();
    await workbench().identities.pane.getByRole('button', { name: 'try again' }).waitFor();
    await workbench().screenshot('corrupted-sign-in');
  });

  it('is said to have expired when it has', async () => {
    const audience = 'https://console-api.enforce.dev';
    await leave(await workbench().sandbox.sessionToken('kim@acme.example', audience, { at: new Date(0) }));
    await refresh();
    await wentWrong(/has expired/, /The Chainguard sign-in has expired/);
    await workbench().screenshot('expired-sign-in');
  });

  it('shows the identities once it is right', async () => {
    await leave('');
    await refresh();
    await workbench().identities.row('acme.example').waitFor({ state: 'detached' });
    await leave(await right());
    await refresh();
    await workbench().identities.row('acme.example').waitFor();
  });

  it('may be one that is not allowed to list groups', async () => {
    workbench().sandbox.faults.set({
      service: 'api',
      path: '/iam/v2/groups',
      fault: { kind: 'status', status: 403 },
    });
    await refresh();
    await workbench()
      .identities.pane.getByText(/groups\.list/)
      .waitFor();
  });

  it('may belong to no organization', async () => {
    const body = JSON.stringify({ groups: [], nextPageToken: '', totalCount: '0' });
    const fault = { kind: 'status', status: 200, body, contentType: 'application/json' } as const;
    workbench().sandbox.faults.set({ service: 'api', path: '/iam/v2/groups', fault });
    await refresh();
    await workbench().identities.pane.getByText('This sign-in belongs to no organization.').waitFor();
    await workbench().screenshot('no-organization');
  });

  it('cannot be used while the API is out of reach; the view says so and tries again on request', async () => {
    workbench().sandbox.faults.set({ service: 'api', fault: { kind: 'html' } });
    await refresh();
    const view = workbench().identities.pane;
    await view.getByText("Chainguard's API did not give the list of identities.").waitFor();
    await wentWrong(/status 502/, /is not available at the moment \(status 502\).*proxy/s);
    await workbench().screenshot('offline');
    workbench().sandbox.faults.clear();
    await view.getByRole('button', { name: 'Try Again' }).click();
    await workbench().identities.row('acme.example').waitFor();
  });

  it('shows why one group could not be opened, in its place', async () => {
    workbench().sandbox.faults.set({
      service: 'api',
      path: '/iam/v2/identities',
      fault: { kind: 'status', status: 500 },
    });
    await refresh();
    await workbench()
      .identities.row(/API answered with status 500/)
      .first()
      .waitFor();
    await workbench().screenshot('failed-branch');
  });
});

describe('an address that is not https', () => {
  const workbench = useWorkbench({
    settings: {
      'assumable.issuerUrl': 'http://issuer.example',
      'assumable.consoleUrl': 'http://console.example',
    },
  });

  it('is refused with the name of the setting, and nothing is sent', async () => {
    const window = workbench();
    await window.identities.pane.getByRole('button', { name: 'what went wrong' }).click();
    await window.notifications.saying(/"assumable\.issuerUrl" has to be an https address/).waitFor();
    await window.screenshot('unsafe-address');
    expect(toChainguard(window)).toEqual([]);
  });

  it('is not opened in the browser either', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Open in Chainguard Console');
    await window.notifications
      .saying(/"assumable\.consoleUrl" has to be an https address.*console\.example/)
      .waitFor();
    // VS Code asks before it opens an address.
    expect(await window.page.locator('.monaco-dialog-box').count()).toBe(0);
    expect(window.page.context().pages()).toHaveLength(1);
  });
});

describe('Restricted Mode', () => {
  const workbench = useWorkbench({ restricted: true });

  it('shows identities, and says why it does not test', async () => {
    const window = workbench();
    await window.identities.row('acme.example').waitFor();
    await window.palette.run('Identity Tests: Focus on Identity Tests View');
    await window.tests.view.getByText(/Restricted Mode/).waitFor();
    await window.tests.button('Manage Workspace Trust').waitFor();
    await window.screenshot('restricted');
  });

  it('says why nobody can sign in', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.notifications.saying(/Restricted Mode: nothing is signed.*Trust this workspace/s).waitFor();
    await window.screenshot('restricted-sign-in');
  });
});

describe('every theme', () => {
  const workbench = useWorkbench();

  it('shows a test that failed', async () => {
    const window = workbench();
    await window.identities.expand('platform');
    await window.identities.row('ec2-pull').click();
    await window.identities.menu('ec2-pull', 'Test Identity As…');
    await window.palette.pick(/^ec2/);
    await window.tests.row('Match, failed').waitFor();
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`theme-${theme}`);
    }
  });
});
