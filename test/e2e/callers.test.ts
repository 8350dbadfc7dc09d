import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { mfaCode } from '../sandbox/awsWorld';
import { accounts } from '../sandbox/world';
import { leaveMenu } from './tree';
import { useWorkbench } from './useWorkbench';

describe('the AWS Callers view at first', () => {
  const workbench = useWorkbench();

  it('says who each caller is, and what the others need', async () => {
    const window = workbench();
    await window.identities.fold(false);
    await window.callers.row(`default: user/kim · ${accounts.aws}`).waitFor();
    await window.callers.row(/^eks: assumed-role\/eks-pull\/puller-0/).waitFor();
    await window.callers.row(/^Instance metadata: assumed-role\/AmazonSSM/).waitFor();
    await window.callers.row('broken: no such source profile: nobody').waitFor();
    await window.callers.row('sso-expired: sign in to SSO').waitFor();
    await window.callers.row(/^denied: AWS does not let/).waitFor();
    await window.callers.row(/^admin: role admin through default · MFA/).waitFor();
    await window.screenshot('callers');
  });
});

describe('the AWS Callers view', () => {
  const workbench = useWorkbench();
  beforeEach(async () => {
    const { identities, callers } = workbench();
    await callers.fold(true);
    await identities.fold(false);
    for (const known of [/^default: user/, /^ci-runner: assumed/, /^Instance metadata: assumed/])
      await callers.row(known).waitFor();
  });
  const home = (...name: string[]) => path.join(workbench().workspace, '..', 'home', ...name);

  it('opens a caller into its facts and the identities that it matches', async () => {
    const window = workbench();
    await window.callers.expand(/^ci-runner: assumed/);
    await window.callers.row('ci-runner: matches').waitFor();
    await window.screenshot('caller');
    await window.callers.row('Identities that it matches').waitFor();
    await window.callers.collapse(/^ci-runner: assumed/);
  });

  it('explains a caller against an identity that is asked for, and against one that it matches', async () => {
    const window = workbench();
    await window.callers.row(/^default:/).click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Explain Match…' }).waitFor();
    await window.screenshot('caller-menu');
    await leaveMenu(window.page, 'Escape');
    await window.callers.menu(/^default:/, 'Explain Match…');
    await window.palette.pick(/An identity in Chainguard/);
    await window.palette.pick(/^ec2-pull/);
    await window.editor.tab(/^ec2-pull as profile default/).waitFor();
    await window.screenshot('explain-caller');
    await window.callers.expand(/^ci-runner: assumed/);
    await window.callers.menu('ci-runner: matches', 'Explain Match…');
    await window.editor.tab(/^ci-runner as profile ci-runner/).waitFor();
    await window.callers.collapse(/^ci-runner: assumed/);
  });

  it('asks for an MFA code once, and names the device and the profile', async () => {
    const window = workbench();
    await window.callers
      .row(/^admin:/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    const box = window.palette.box;
    await box.getByText('MFA code for profile admin').waitFor();
    await window.screenshot('caller-mfa');
    await window.palette.answer(mfaCode);
    await window.callers.row(/^admin: assumed-role\/admin\//).waitFor();
    await window.callers.collapse(/^admin: assumed-role/);
  });

  it('assumes a role step by step, which becomes a caller with its time left and can be written down', async () => {
    const window = workbench();
    await window.callers.menu(/^default:/, 'Roles', 'Assume Role…');
    await window.palette.box.getByText('Assume Role (1/5)').waitFor();
    await window.screenshot('assume-role');
    await window.palette.pick(/^deploy/);
    await window.palette.box.getByText('Assume Role deploy (2/5)').waitFor();
    await window.palette.answer('kim-tries');
    await window.palette.box.getByText('(3/5)').waitFor();
    await window.screenshot('assume-role-external-id');
    for (const step of ['(3/5)', '(4/5)', '(5/5)']) {
      await window.palette.box.getByText(step).waitFor();
      await window.palette.text.press('Enter');
    }
    await window.callers.row(/^deploy: assumed-role\/deploy\/kim-tries · .* left/).waitFor();
    await window.screenshot('assumed-role');

    const before = await readFile(home('.aws', 'config'), 'utf8');
    await window.callers.menu(
      /^deploy: assumed-role\/deploy\/kim-tries/,
      'Copy',
      'Write Profile to AWS Config…',
    );
    await window.palette.answer('deploy-again');
    await window.callers.row(/^deploy-again:/).waitFor();
    await window.screenshot('written-profile');
    const after = await readFile(home('.aws', 'config'), 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toContain('[profile deploy-again]\nrole_arn = ');
  });

  it('explains a role that was refused as far as AWS tells', async () => {
    const window = workbench();
    await window.callers.menu(/^default:/, 'Roles', 'Assume Role…');
    await window.palette.pick(/^audit/);
    for (const step of ['(2/5)', '(3/5)', '(4/5)', '(5/5)']) {
      await window.palette.box.getByText(step).waitFor();
      await window.palette.text.press('Enter');
    }
    await window.notifications.saying('AWS does not say which').waitFor();
    await window.screenshot('assume-role-refused');
  });

  it('copies a caller as the AWS CLI prints it', async () => {
    const window = workbench();
    await window.callers.menu(/^default:/, 'Copy', 'Copy Caller as JSON');
    expect(await window.clipboard(/"Arn"/)).toBe(
      `{\n    "UserId": "AIDAQ3EGKIMKIMEXAMPLE",\n    "Account": "${accounts.aws}",\n    "Arn": "arn:aws:iam::${accounts.aws}:user/kim"\n}\n`,
    );
  });

  it('warns before it copies credentials', async () => {
    const window = workbench();
    await window.callers.menu(/^default:/, 'Copy', 'Copy Caller as Environment Variables…');
    await window.notifications.dialog.getByText('Whoever reads the clipboard').waitFor();
    await window.screenshot('caller-environment-warning');
    await window.notifications.answerDialog('Copy');
    expect(await window.clipboard(/AWS_SECRET_ACCESS_KEY/)).toContain("export AWS_ACCESS_KEY_ID='AKIA");
  });

  it('follows the files when somebody signs in or edits a profile', async () => {
    const window = workbench();
    const config = await readFile(home('.aws', 'config'), 'utf8');
    onTestFinished(() => writeFile(home('.aws', 'config'), config));
    const until = new Date(Date.now() + 3600_000);
    await window.sandbox.sso.signIn(home(), 'other', { until, renewable: false });
    await window.callers.row(/^sso-expired: assumed-role\/Developer\/kim/).waitFor();
    await writeFile(home('.aws', 'config'), `# mine\nnonsense\n${config}`);
    await window.callers.row(/^config:2/).waitFor();
    await window.screenshot('caller-file-problem');
  });

  it('says who is who when an identity is tested', async () => {
    const window = workbench();
    await window.identities.fold(true);
    await window.identities.expand('platform');
    await window.identities.menu(/^ci-runner/, 'Test Identity As…');
    await window.palette.entry(/^default, differs in .* · user\/kim/).waitFor();
    await window.screenshot('pick-caller');
    await window.palette.pick(/^ci-runner/);
    await window.tests.row('Repositories, done').waitFor();
  });
});

describe('without any AWS profile', () => {
  const workbench = useWorkbench({ home: false, env: { AWS_EC2_METADATA_DISABLED: 'true' } });

  it('says what to do in the view', async () => {
    const window = workbench();
    await window.callers.pane.getByText('No AWS profile was found').waitFor();
    await window.screenshot('callers-none');
  });
});
