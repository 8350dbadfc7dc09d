import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { mfaCode } from '../sandbox/awsWorld';
import { accounts } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';

const view = 'AWS Callers';

describe('the AWS Callers view', () => {
  const workbench = useWorkbench();
  /** Opens or closes one of the views, so that the others have room. */
  const fold = async (title: string) =>
    workbench().page.locator('.sidebar .pane-header').filter({ hasText: title }).click();
  const home = (...name: string[]) => path.join(workbench().workspace, '..', 'home', ...name);

  it('says who each caller is, and what the others need', async () => {
    const window = workbench();
    await window.openContainer('Assumable Identities');
    for (const other of ['Identities', 'Last Test']) await fold(other);
    await window.row(view, `default: user/kim · ${accounts.aws}`).waitFor();
    await window.row(view, /^eks: assumed-role\/eks-pull\/puller-0/).waitFor();
    await window.row(view, /^Instance metadata: assumed-role\/AmazonSSM/).waitFor();
    await window.row(view, 'broken: no such source profile: nobody').waitFor();
    await window.row(view, 'sso-expired: sign in to SSO').waitFor();
    await window.row(view, /^denied: AWS does not let/).waitFor();
    await window.row(view, /^admin: role admin through default · MFA/).waitFor();
    await window.screenshot('callers');
  });

  it('opens a caller into its facts and the identities that it matches', async () => {
    const window = workbench();
    await window.expand(view, /^ci-runner: assumed/);
    await window.row(view, 'ci-runner: matches').waitFor();
    await window.screenshot('caller');
    await window.row(view, 'Identities that it matches').waitFor();
    await window.collapse(view, /^ci-runner: assumed/);
  });

  it('explains a caller against an identity that is asked for, and against one that it matches', async () => {
    const window = workbench();
    await window.row(view, /^default:/).click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Explain Match…' }).waitFor();
    await window.screenshot('caller-menu');
    await window.leaveMenu('Escape');
    await window.contextAction(view, /^default:/, 'Explain Match…');
    await window.pick(/An identity in Chainguard/);
    await window.pick(/^ec2-pull/);
    await window.page.getByRole('tab', { name: /^ec2-pull as profile default/ }).waitFor();
    await window.screenshot('explain-caller');
    await window.expand(view, /^ci-runner: assumed/);
    await window.contextAction(view, 'ci-runner: matches', 'Explain Match…');
    await window.page.getByRole('tab', { name: /^ci-runner as profile ci-runner/ }).waitFor();
    await window.collapse(view, /^ci-runner: assumed/);
  });

  it('asks for an MFA code once, and names the device and the profile', async () => {
    const window = workbench();
    await window
      .row(view, /^admin:/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    const box = window.quickInput();
    await box.getByText('MFA code for profile admin').waitFor();
    await window.screenshot('caller-mfa');
    await window.answer(mfaCode);
    await window.row(view, /^admin: assumed-role\/admin\//).waitFor();
    await window.collapse(view, /^admin: assumed-role/);
  });

  it('assumes a role step by step, which becomes a caller with its time left', async () => {
    const window = workbench();
    await window.contextAction(view, /^default:/, 'Assume Role…');
    await window.quickInput().getByText('Assume Role (1/5)').waitFor();
    await window.screenshot('assume-role');
    await window.pick(/^deploy/);
    await window.quickInput().getByText('Assume Role deploy (2/5)').waitFor();
    await window.answer('kim-tries');
    await window.quickInput().getByText('(3/5)').waitFor();
    await window.screenshot('assume-role-external-id');
    for (const step of ['(3/5)', '(4/5)', '(5/5)']) {
      await window.quickInput().getByText(step).waitFor();
      await window.quickText().press('Enter');
    }
    await window.row(view, /^deploy: assumed-role\/deploy\/kim-tries · .* left/).waitFor();
    await window.screenshot('assumed-role');
  });

  it('explains a role that was refused as far as AWS tells', async () => {
    const window = workbench();
    await window.clearNotifications();
    await window.contextAction(view, /^default:/, 'Assume Role…');
    await window.pick(/^audit/);
    for (const step of ['(2/5)', '(3/5)', '(4/5)', '(5/5)']) {
      await window.quickInput().getByText(step).waitFor();
      await window.quickText().press('Enter');
    }
    await window.notification('AWS does not say which').waitFor();
    await window.screenshot('assume-role-refused');
    await window.clearNotifications();
  });

  it('writes an assumed role as a profile, keeps the file, and lists it', async () => {
    const window = workbench();
    const before = await readFile(home('.aws', 'config'), 'utf8');
    await window.contextAction(
      view,
      /^deploy: assumed-role\/deploy\/kim-tries/,
      'Write Profile to AWS Config…',
    );
    await window.answer('deploy-again');
    await window.row(view, /^deploy-again:/).waitFor();
    await window.screenshot('written-profile');
    const after = await readFile(home('.aws', 'config'), 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toContain('[profile deploy-again]\nrole_arn = ');
  });

  it('copies a caller as the AWS CLI prints it', async () => {
    const window = workbench();
    await window.contextAction(view, /^default:/, 'Copy as JSON');
    expect(await window.clipboard(/"Arn"/)).toBe(
      `{\n    "UserId": "AIDAQ3EGKIMKIMEXAMPLE",\n    "Account": "${accounts.aws}",\n    "Arn": "arn:aws:iam::${accounts.aws}:user/kim"\n}\n`,
    );
  });

  it('warns before it copies credentials', async () => {
    const window = workbench();
    await window.contextAction(view, /^default:/, 'Copy as Environment Variables…');
    await window.page.getByRole('dialog').getByText('Whoever reads the clipboard').waitFor();
    await window.screenshot('caller-environment-warning');
    await window.answerDialog('Copy');
    expect(await window.clipboard(/AWS_SECRET_ACCESS_KEY/)).toContain("export AWS_ACCESS_KEY_ID='AKIA");
  });

  it('follows the files: somebody signs in, a profile is edited', async () => {
    const window = workbench();
    const until = new Date(Date.now() + 3600_000);
    await window.sandbox.sso.signIn(home(), 'other', { until, renewable: false });
    await window.row(view, /^sso-expired: assumed-role\/Developer\/kim/).waitFor();
    const config = await readFile(home('.aws', 'config'), 'utf8');
    await writeFile(home('.aws', 'config'), `# mine\nnonsense\n${config}`);
    await window.row(view, /^config:2/).waitFor();
    await window.screenshot('caller-file-problem');
  });

  it('says who is who when an identity is tested', async () => {
    const window = workbench();
    await fold('Identities');
    await window.expand('Identities', 'platform');
    await window.contextAction('Identities', /^ci-runner/, 'Test Identity As…');
    await window
      .quickInput()
      .getByRole('option', { name: /^default, user\/kim/ })
      .waitFor();
    await window.screenshot('pick-caller');
    await window.pick(/^ci-runner/);
    await window.row('Last Test', 'Repositories, done').waitFor();
  });
});

describe('without any AWS profile', () => {
  const workbench = useWorkbench({ home: false, env: { AWS_EC2_METADATA_DISABLED: 'true' } });

  it('the view says what to do', async () => {
    const window = workbench();
    await window.openContainer('Assumable Identities');
    await window.view(view).getByText('No AWS profile was found').waitFor();
    await window.screenshot('callers-none');
  });
});
