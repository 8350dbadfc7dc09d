import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../host/temporary';
import { accounts } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';

/*
 * Terminals, with a program in the place of the AWS CLI: it notes what it was called with, waits until it is told
 * that the person has finished in the browser, and leaves the cache file that the real one would leave.
 */
describe.runIf(process.platform !== 'win32')('terminals', () => {
  let away: string;
  const inside = (name: string) => path.join(away, name);
  const workbench = useWorkbench({
    own: true,
    prepare: async (sandbox, directory) => {
      away = await temporaryDirectory();
      // A session that is over and looks as if it could be renewed.
      const over = { until: new Date(Date.now() - 60_000), renewable: true };
      await sandbox.sso.signIn(path.join(directory, 'home'), 'other', over);
      sandbox.sso.revoke();
      const until = new Date(Date.now() + 3600_000);
      const left = await sandbox.sso.signIn(away, 'other', { until, renewable: false });
      await mkdir(inside('bin'));
      const cache = path.join(directory, 'home', '.aws', 'sso', 'cache');
      await writeFile(
        inside('bin/aws'),
        [
          '#!/bin/sh',
          `echo "$@" >>'${inside('called')}'`,
          'echo Finish in the browser, then press Enter.',
          'read -r answer',
          `[ "$answer" = refuse ] || cp '${left}' '${cache}/'`,
          '',
        ].join('\n'),
      );
      await chmod(inside('bin/aws'), 0o755);
      // VS Code looks for programs where the person's login shell does.
      await writeFile(path.join(directory, 'home', '.profile'), `PATH='${inside('bin')}':$PATH\n`);
      return {};
    },
  });
  const terminal = () => workbench().page.locator('.terminal-wrapper.active .xterm-rows');
  /** Types a line into the terminal that is shown. */
  const type = async (line: string) => {
    await workbench().page.locator('.terminal-wrapper.active textarea').focus();
    await workbench().page.keyboard.type(line);
    await workbench().page.keyboard.press('Enter');
  };

  /** Waits for the last caller: while others come in, rows are listed again, and a menu's command gets none of them. */
  const everyCallerAsked = async () => {
    const { identities, callers } = workbench();
    await identities.fold(false);
    await callers.row(/^Instance metadata: assumed-role/).waitFor();
  };

  it('call as the caller, with nothing of another', async () => {
    const window = workbench();
    await everyCallerAsked();
    await window.callers.row(`ci-runner: assumed-role/ci-runner/build-4711 · ${accounts.aws}`).waitFor();
    await window.callers.menu(/^ci-runner:/, 'Open', 'Open Terminal as Caller');
    await window.editor
      .tab(/AWS: ci-runner/)
      .or(terminal())
      .first()
      .waitFor();
    await terminal().waitFor();
    await type(`env | grep ^AWS_ | sort >'${inside('environment')}'; echo done''ok`);
    await terminal().getByText('doneok').waitFor();
    await window.screenshot('caller-terminal');
    const lines = (await readFile(inside('environment'), 'utf8')).trim().split('\n');
    const variables = new Map(
      lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
    );
    const { ciRunner } = window.sandbox.world.aws.samples;
    expect(variables.get('AWS_ACCESS_KEY_ID')).toBe(ciRunner.accessKeyId);
    expect(variables.get('AWS_SESSION_TOKEN')).toBe(ciRunner.sessionToken);
    expect(variables.get('AWS_REGION')).toBe('eu-west-1');
    expect(variables.get('AWS_DEFAULT_REGION')).toBe('eu-west-1');
    expect(variables.has('AWS_PROFILE')).toBe(false);
  });

  it('sign in to AWS for a test that needs it, which says so where nobody did, and carries on once somebody has', async () => {
    const window = workbench();
    await everyCallerAsked();
    await window.identities.fold(true);
    await window.identities.expand('platform');
    const testAs = async () => {
      await window.identities.menu(/^ci-runner/, 'Test Identity As…');
      await window.palette.pick(/^sso-expired, sign in to SSO/);
      await terminal().getByText('Finish in the browser').waitFor();
    };
    await testAs();
    await type('refuse');
    await window.notifications.saying('nobody is signed in to AWS for the profile: sso-expired').waitFor();
    await window.screenshot('sign-in-terminal-ended');
    await window.notifications.clear();
    await testAs();
    await window.notifications.saying('Waiting for the AWS sign-in of sso-expired').waitFor();
    await window.screenshot('sign-in-terminal');
    await type('');
    await window.tests.row('Caller, done: assumed-role/AWSReservedSSO_Developer_').waitFor();
    await window.screenshot('signed-in-and-tested');
    await window.callers.row(/^sso-expired: assumed-role\/Developer\/kim/).waitFor();
    const called = (await readFile(inside('called'), 'utf8')).trim().split('\n');
    expect(called).toEqual(['sso login --profile sso-expired', 'sso login --profile sso-expired']);
  });
});
