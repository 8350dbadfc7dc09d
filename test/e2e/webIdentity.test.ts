import { beforeEach, describe, expect, it } from 'vitest';
import { awsIssuers, accounts, githubIssuer, publicIssuer } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';

describe('identities that trust claims', () => {
  const workbench = useWorkbench({ sandbox: { federated: true } });
  beforeEach(() => workbench().identities.expand('federated'));

  const job = (sub = 'repo:acme/shop:ref:refs/heads/main') =>
    workbench().sandbox.oidcToken({ iss: githubIssuer, sub, aud: publicIssuer, repository_owner: 'acme' });

  it('tests one from its row by AWS’s web identity token, and shows what the token says', async () => {
    const window = workbench();
    await window.identities.act('ci-web', 'Test Identity…');
    await window.palette.pick(/^ci-runner/);
    await window.lastTest.row('Repositories, done').waitFor();
    await expect
      .poll(() => window.lastTest.rows())
      .toEqual([
        expect.stringMatching(/^Credentials, done: profile ci-runner · \d+ ms$/),
        expect.stringMatching(/^Caller, done: assumed-role\/ci-runner\/build-4711 · \d+ ms$/),
        expect.stringMatching(/^AWS token, done: arn:aws:iam::123456789012:role\/ci-runner · \d+ ms$/),
        expect.stringMatching(/^Match, done: Issuer · Subject · Audience · \d+ ms$/),
        expect.stringMatching(/^Token, done: issued, expires in (1:00:00|5\d:\d\d) · \d+ ms$/),
        expect.stringMatching(/^Who am I, done: 10 capabilities · \d+ ms$/),
        expect.stringMatching(/^Repositories, done: 40 · \d+ ms$/),
      ]);
    await window.lastTest.expand('AWS token');
    await window.lastTest.row(`Issuer: ${awsIssuers[accounts.aws]}`).waitFor();
    await window.lastTest.row('AWS account: 123456789012').waitFor();
    await window.lastTest.row('Asked in region: eu-west-1').waitFor();
    await window.screenshot('web-identity');
    // The second click asks for nothing.
    await window.identities.act('ci-web', 'Test Identity…');
    await window.lastTest.row('Repositories, done').waitFor();
  });

  it('says where a wrong subject parts from the token’s, and explains it', async () => {
    const window = workbench();
    await window.identities.act('deploy-web', 'Test Identity…');
    await window.palette.pick(/^deploy/);
    await window.lastTest.row('Match, failed: does not match: Subject').waitFor();
    await expect
      .poll(async () => (await window.lastTest.rows()).filter((row) => /^(Expected|Actual|Change)/.test(row)))
      .toEqual([
        'Expected: arn:aws:iam::123456789012:role/deploy',
        'Actual: arn:aws:iam::123456789012:role/teams/shop/deploy',
        'Change: Set the exact subject to: arn:aws:iam::123456789012:role/teams/shop/deploy',
      ]);
    await window.screenshot('web-identity-mismatch');
    await window.lastTest.act('Match, failed', 'Explain Last Test');
    await window.editor.tab(/^deploy-web with profile deploy/).waitFor();
    await window.editor.showing(/role\/teams\/shop\/deploy/).waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`web-identity-explained-${theme}`);
    }
  });

  it('tests one of another issuer with a token from the clipboard, shown by its issuer and subject', async () => {
    const window = workbench();
    const token = await job();
    await window.copy(token);
    await window.identities.act('shop-main', 'Test Identity…');
    await window.palette.entry(/The clipboard, fits/).waitFor();
    expect(await window.palette.box.innerText()).not.toMatch(/eyJ/);
    await window.screenshot('token-source');
    await window.palette.pick(/The clipboard/);
    await window.lastTest.row('Repositories, done').waitFor();
    await window.lastTest.row('Identity token, done: repo:acme/shop:ref:refs/heads/main').waitFor();
    await window.screenshot('given-token');
  });

  it('compares a pasted token before anything is sent', async () => {
    const window = workbench();
    const from = window.sandbox.requests.length;
    await window.identities.act('shop-main', 'Test Identity…');
    await window.palette.pick('Paste a token…');
    await window.palette.answer(await job('repo:acme/shop:ref:refs/heads/dev'));
    await window.lastTest.row('Match, failed: does not match: Subject').waitFor();
    await window.lastTest.row(/^Subject: The branch differs/).waitFor();
    expect(window.sandbox.requests.slice(from).filter(({ service }) => service === 'issuer')).toEqual([]);
    await window.screenshot('given-token-mismatch');
  });

  it('lists identities of every kind for a test from the palette', async () => {
    const window = workbench();
    await window.palette.run('Chainguard: Test Identity…');
    await window.palette.entry(/^shop-main, GitHub Actions/).waitFor();
    await window.screenshot('pick-identity');
    await window.palette.pick(/^ci-web, AWS/);
    await window.palette.pick(/^ci-runner/);
    await window.lastTest.row('Repositories, done').waitFor();
  });
});
