import { writeFile } from 'node:fs/promises';
import path from 'node:path';
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
    await window.tests.row('Repositories, done').waitFor();
    await expect
      .poll(() => window.tests.rows())
      .toEqual([
        expect.stringMatching(/^Credentials, done: profile ci-runner \d+ ms$/),
        expect.stringMatching(/^Caller, done: assumed-role\/ci-runner\/build-4711 \d+ ms$/),
        expect.stringMatching(/^AWS token, done: arn:aws:iam::123456789012:role\/ci-runner \d+ ms$/),
        expect.stringMatching(/^Match, done: Issuer · Subject · Audience \d+ ms$/),
        expect.stringMatching(/^Token, done: issued, good until .+ \d+ ms$/),
        expect.stringMatching(/^Who am I, done: 10 capabilities \d+ ms$/),
        expect.stringMatching(/^Repositories, done: 40 \d+ ms$/),
      ]);
    await window.tests.expand('AWS token');
    const facts = window.tests.row('AWS token').locator('.facts');
    for (const fact of [awsIssuers[accounts.aws] ?? '', '123456789012', 'eu-west-1'])
      await facts.getByText(fact, { exact: true }).waitFor();
    await window.screenshot('web-identity');
    // The second click asks for nothing.
    await window.identities.act('ci-web', 'Test Identity…');
    await expect.poll(() => window.tests.result(/ci-web.*can assume/s).count()).toBe(2);
    await window.tests.row('Repositories, done').waitFor();
  });

  it('says where a wrong subject parts from the token’s, and explains it', async () => {
    const window = workbench();
    await window.identities.act('deploy-web', 'Test Identity…');
    await window.palette.pick(/^deploy/);
    await window.tests.row('Match, failed: does not match: Subject').waitFor();
    await expect
      .poll(() => window.tests.parting('Subject').locator('code').allTextContents())
      .toEqual(['arn:aws:iam::123456789012:role/deploy', 'arn:aws:iam::123456789012:role/teams/shop/deploy']);
    await window.tests
      .parting('Subject')
      .getByText('Set the exact subject to: arn:aws:iam::123456789012:role/teams/shop/deploy')
      .waitFor();
    await window.screenshot('web-identity-mismatch');
    await window.tests.button('Explain').click();
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
    await window.tests.row('Repositories, done').waitFor();
    await window.tests.row('Identity token, done: repo:acme/shop:ref:refs/heads/main').waitFor();
    await window.screenshot('given-token');
  });

  it('compares a pasted token before anything is sent', async () => {
    const window = workbench();
    const from = window.sandbox.requests.length;
    await window.identities.act('shop-main', 'Test Identity…');
    await window.palette.pick('Paste a token…');
    await window.palette.answer(await job('repo:acme/shop:ref:refs/heads/dev'));
    await window.tests.row('Match, failed: does not match: Subject').waitFor();
    await window.tests
      .parting('Subject')
      .getByText(/^The branch differs/)
      .waitFor();
    expect(window.sandbox.requests.slice(from).filter(({ service }) => service === 'issuer')).toEqual([]);
    await window.screenshot('given-token-mismatch');
  });

  it('lists identities of every kind for a test from the palette', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Test Identity…');
    await window.palette.entry(/^shop-main, federated · GitHub Actions/).waitFor();
    await window.screenshot('pick-identity');
    await window.palette.pick(/^ci-web, federated · AWS/);
    await window.palette.pick(/^ci-runner/);
    await window.tests.row('Repositories, done').waitFor();
  });

  it('gets a web identity token for an audience and a duration, and copies it or shows it decoded', async () => {
    const window = workbench();
    const get = async () => {
      await window.palette.run('Assumable Identities: Get AWS Web Identity Token…');
      await window.palette.pick(/^ci-runner/);
      await window.palette.pick('Another audience…');
      await window.palette.answer(publicIssuer);
      await window.palette.box.getByText('How many seconds it lives').waitFor();
      await window.palette.answer('120');
    };
    await get();
    await window.palette.entry('Copy').waitFor();
    await window.screenshot('web-identity-token');
    await window.palette.pick('Copy');
    const [, payload] = (await window.clipboard(/^eyJ/)).split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    expect([claims['aud'], Number(claims['exp']) - Number(claims['iat'])]).toEqual([publicIssuer, 120]);

    await get();
    await window.palette.pick('Show Decoded');
    await window.editor.tab(/ci-runner\.web-identity\.yaml/).waitFor();
    await window.editor.lens('Copy Token').waitFor();
    const shown = window.editor.showing(/subject:\s+arn:aws:iam::123456789012:role\/ci-runner/);
    await shown.waitFor();
    expect(await shown.innerText()).not.toMatch(/eyJ[\w-]{20}/);
    await window.screenshot('web-identity-decoded');
  });

  it('says which policy lacks, and copies it', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Get AWS Web Identity Token…');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick('Another audience…');
    await window.palette.answer('https://other.example');
    await window.palette.box.getByText('How many seconds it lives').waitFor();
    await window.palette.answer('300');
    await window.notifications.saying(/does not let this caller get a web identity token/).waitFor();
    await window.screenshot('web-identity-refused');
    await window.page.getByRole('button', { name: 'Copy Policy' }).click();
    expect(await window.clipboard(/"Statement"/)).toContain('https://other.example');
  });

  it('exchanges one that was asked for the audience of the identity', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Exchange Token…');
    await window.palette.pick('Web identity token of AWS');
    await window.palette.pick(/^ci-web/);
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^cgr\.dev/);
    await window.editor.showing(/audience:\s+cgr\.dev/).waitFor();
  });

  it('explains one from its row with AWS’s token of a caller, and with one from the clipboard', async () => {
    const window = workbench();
    await window.identities.menu('ci-web', 'Explain Match…');
    await window.palette.pick('Web identity token of an AWS caller…');
    await window.palette.pick(/^ec2/);
    await window.editor.tab(/^ci-web with profile ec2/).waitFor();
    await window.editor.showing(/cannot\s+assume\s+the\s+identity/).waitFor();
    await window.copy(await job('repo:acme@12/shop@34:ref:refs/heads/main'));
    await window.identities.menu('shop-main', 'Explain Match…');
    await window.palette.entry(/The clipboard, does not fit: subject/).waitFor();
    await window.screenshot('explain-pick-token');
    await window.palette.pick(/The clipboard/);
    await window.editor.tab(/^shop-main with token from the clipboard/).waitFor();
    await window.editor.showing(/immutable\s+subject/).waitFor();
    await window.screenshot('explain-github');
  });

  it('explains a definition in a file with a token, and applies the change', async () => {
    const window = workbench();
    const file = path.join(window.workspace, 'shop.json');
    const definition = {
      name: 'shop-main',
      claimMatch: {
        issuer: githubIssuer,
        subject: 'repo:acme/shop:ref:refs/heads/main',
        audience: publicIssuer,
      },
    };
    await writeFile(file, JSON.stringify(definition, undefined, 2));
    await window.copy(await job('repo:acme/shop:ref:refs/heads/dev'));
    await window.editor.open('shop.json');
    await window.editor.lens('Explain with Token…').click();
    await window.palette.pick(/The clipboard/);
    await window.editor.tab(/^shop-main with token/).waitFor();
    await window.screenshot('explain-definition-claims');
    await window.editor.lens('Apply the Change').click();
    await window.editor.showing(/"subject":\s+"repo:acme\/shop:ref:refs\/heads\/dev"/).waitFor();
  });

  it('compares a definition with the live identity, and updates either from the other', async () => {
    const window = workbench();
    const terraform = `resource "chainguard_identity" "shop" {
  name = "shop-main"
  claim_match {
    issuer          = "${githubIssuer}"
    subject_pattern = "^repo:acme/shop:ref:refs/heads/(?:main|release)$"
    claims          = { repository_owner = "acme-inc" }
  }
}
`;
    await writeFile(path.join(window.workspace, 'shop.tf'), terraform);
    await window.editor.open('shop.tf');
    await window.editor.lens('Compare with Live').click();
    const differs = window.notifications.saying(
      /differs from what.*subject, audience, claim repository_owner/s,
    );
    await differs.waitFor();
    await window.page.locator('.monaco-diff-editor').waitFor();
    await window.editor
      .showing(/Gains\s+access,\s+for\s+example/)
      .first()
      .waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`compare-claims-${theme}`);
    }
    await differs.getByRole('button', { name: 'Update File' }).click();
    await window.editor.shownTab('shop.tf').waitFor();
    await window.editor.showing(/audience\s+=\s+"https:\/\/issuer/).waitFor();
    await window.editor.showing(/repository_owner\s+=\s+"acme"/).waitFor();
    await window.screenshot('compare-claims-file');

    const yaml = `name: shop-main\nclaimMatch:\n  issuer: ${githubIssuer}\n  subject: repo:acme/shop:ref:refs/heads/next\n  audience: ${publicIssuer}\n  claims:\n    repository_owner: acme\n`;
    await writeFile(path.join(window.workspace, 'shop.yaml'), yaml);
    await window.editor.open('shop.yaml');
    await window.editor.lens('Compare with Live').click();
    const again = window.notifications.saying(/differs from what shop\.yaml says: subject/);
    await again.getByRole('button', { name: 'Update Chainguard…' }).click();
    await window.page.getByRole('button', { name: 'Change', exact: true }).waitFor();
    await window.screenshot('compare-claims-confirm');
    await window.notifications.answerDialog('Change');
    await window.notifications.saying('Changed in Chainguard: shop-main').waitFor();
    const { resources, federated } = window.sandbox.world;
    const live = resources.identities.get(federated['shop-main']);
    expect(live?.claimMatch).toMatchObject({ subject: 'repo:acme/shop:ref:refs/heads/next' });
  });

  it('corrects what an identity in Chainguard asks of a token, from its explanation', async () => {
    const window = workbench();
    await window.identities.menu('deploy-web', 'Explain Match…');
    await window.palette.pick('Web identity token of an AWS caller…');
    await window.palette.pick(/^deploy/);
    await window.editor.tab(/^deploy-web with profile deploy/).waitFor();
    await window.editor.lens('Change in Chainguard…').click();
    const dialog = window.notifications.dialog.filter({ hasText: 'Change this identity in Chainguard' });
    await dialog.waitFor();
    await window.screenshot('change-claims');
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await window.editor.showing(/can\s+assume\s+the\s+identity:\s+deploy-web/).waitFor();
    const { resources, federated } = window.sandbox.world;
    expect(resources.identities.get(federated['deploy-web'])?.claimMatch).toMatchObject({
      subject: 'arn:aws:iam::123456789012:role/teams/shop/deploy',
    });
  });

  it('completes issuers, and subjects in the form of the issuer’s platform', async () => {
    const window = workbench();
    const file = path.join(window.workspace, 'complete.json');
    await writeFile(
      file,
      `{\n  "name": "x",\n  "claimMatch": { "issuer": "${githubIssuer}",\n    "subject": "" }\n}\n`,
    );
    const editor = await window.editor.open('complete.json');
    await editor.getByText('"subject"').click();
    await window.page.keyboard.press('End');
    for (let step = 0; step < 3; step++) await window.page.keyboard.press('ArrowLeft');
    await window.page.keyboard.press('Control+Space');
    await window.page
      .locator('.suggest-widget')
      .getByText('repo:OWNER/REPOSITORY:environment:')
      .first()
      .waitFor();
    await window.screenshot('complete-claims');
  });
});
