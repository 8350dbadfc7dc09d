import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { field } from './builderPage';
import { testIdentity } from './testIdentity';
import { useWorkbench } from './useWorkbench';

/** What reading gives; `undefined` where VS Code has removed it meanwhile. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  const files: string[] = [];
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesIn(place)));
    else if (entry.isFile()) files.push(place);
  }
  return files;
}

describe('testing an identity', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().identities.expand('platform'));

  const testGood = () => testIdentity(workbench(), 'ci-runner', /^ci-runner/, 'Repositories, done');
  const testWrong = () => testIdentity(workbench(), 'ec2-pull', /^ec2/, 'Match, failed: does not match: ARN');
  /** Picks of what the status bar offers for the newest token. */
  const use = async (token: RegExp, offer: string) => {
    await workbench().page.getByRole('button', { name: token }).click();
    await workbench().palette.pick(offer);
  };
  /** Opens the token of the newest test. */
  const showDecoded = async () => {
    await use(/Chainguard token of ci-runner/, 'Show Decoded');
    await workbench()
      .editor.tab(/ci-runner\.yaml/)
      .waitFor();
  };

  it('shows organizations, groups and identities, and what an identity trusts and may do', async () => {
    const window = workbench();
    await window.identities.expand('ci-runner');
    await window.identities.row('registry.pull').waitFor();
    await expect
      .poll(async () => (await window.identities.rows()).map((row) => row.split(/\n|\. /)[0]).slice(0, 7))
      .toEqual([
        'acme.example',
        'platform',
        'ci-runner',
        'Account: 123456789012',
        'ARN: ^arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)$',
        expect.stringMatching(/^User ID: /),
        'registry.pull: on acme.example',
      ]);
    await window.screenshot('identities');
    await window.identities.collapse('ci-runner');
  });

  it('tests a good identity from its row, one fact at a time, and counts down', async () => {
    const window = workbench();
    await testGood();
    await expect
      .poll(() => window.tests.rows())
      .toEqual([
        expect.stringMatching(/^Credentials, done: profile ci-runner \d+ ms$/),
        expect.stringMatching(/^Caller, done: assumed-role\/ci-runner\/build-4711 \d+ ms$/),
        expect.stringMatching(/^Match, done: account · ARN · user ID \d+ ms$/),
        expect.stringMatching(/^Token, done: issued, good until .+ \d+ ms$/),
        expect.stringMatching(/^Who am I, done: 10 capabilities \d+ ms$/),
        expect.stringMatching(/^Repositories, done: 40 \d+ ms$/),
      ]);
    await window.tests.expand('Token');
    await window.tests.row('Token').getByText('https://console-api.enforce.dev').waitFor();
    await window.tests.expand('Who am I');
    await window.tests.row('Who am I').getByText('10 capabilities on acme.example').waitFor();
    await window.tests.verdict.getByText('This caller can assume ci-runner.').waitFor();
    await window.screenshot('identity-tests');
    await window.page.getByRole('button', { name: /Chainguard token of ci-runner/ }).waitFor();
  });

  it('shows the token decoded, without the token, and copies it on request', async () => {
    const window = workbench();
    await testGood();
    await showDecoded();
    await window.editor.lens('Copy Token').waitFor();
    await window.page.locator('.codelens-decoration', { hasText: /5\d:\d\d left/ }).waitFor();
    await window.editor.showing(/audience:\s+https:\/\/console-api\.enforce\.dev/).waitFor();
    const lines = window.editor.showing(/-\s+repo\.list/);
    await lines.waitFor();
    await window.screenshot('token');
    expect(await lines.innerText()).not.toMatch(/eyJ[\w-]{20}/);
    await window.editor.lens('Copy Token').click();
    const [, payload] = (await window.clipboard(/^eyJ/)).split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as { sub?: string };
    expect(claims.sub).toBe(window.sandbox.world.identities['ci-runner']);
  });

  it('lists the repositories and copies a pull reference', async () => {
    const window = workbench();
    await testGood();
    await use(/Chainguard token of ci-runner/, 'List Repositories');
    await window.palette.box.getByText('Repositories that ci-runner can see').waitFor();
    await window.palette.entry().first().waitFor();
    await window.screenshot('repositories');
    await window.palette.text.fill('nginx');
    await window.palette.pick(/nginx/);
    await window.clipboard(/^cgr\.dev\/acme\.example\/nginx$/);
  });

  it('says why a wrong one cannot be assumed and what to change, and asks Chainguard anyway when told to', async () => {
    const window = workbench();
    await testWrong();
    await expect
      .poll(() => window.tests.parting('ARN').locator('code').allTextContents())
      .toEqual([
        '^arn:aws:iam::123456789012:role/AmazonSSMRoleForInstancesQuickSetup$',
        'arn:aws:sts::123456789012:assumed-role/AmazonSSMRoleForInstancesQuickSetup/i-0f1e2d3c4b5a69788',
      ]);
    expect(await window.tests.parting('ARN').locator('mark').allTextContents()).toEqual(['iam', 'sts']);
    await window.tests
      .parting('ARN')
      .getByText(
        'Set the ARN pattern to: ^arn:aws:sts::123456789012:assumed-role/AmazonSSMRoleForInstancesQuickSetup/(.+)$',
      )
      .waitFor();
    await window.tests.verdict
      .getByText(/This caller cannot assume ec2-pull: This is the ARN of the IAM role/)
      .waitFor();
    await window.tests.button('Copy Report').click();
    const report = await window.clipboard(/^Test of/);
    expect(report).toContain('✗ Match');
    expect(report).toContain('AmazonSSMRoleForInstancesQuickSetup');
    await window.screenshot('identity-tests-mismatch');
    await window.tests.button('Ask Chainguard Anyway').click();
    await window.tests.row(/^\s*Token, failed:\s*.*does not let this caller/).waitFor();
  });

  it('tests with one click in a file, with the caller with which it last worked', async () => {
    const window = workbench();
    await testGood();
    // What another identity was tested with has no part in it.
    await testWrong();
    await window.editor.open('images.yml');
    await window.editor.lens('Test Identity: ci-runner · ✓ as ci-runner').first().click();
    await window.tests.row('Credentials, done: profile ci-runner').waitFor();
    await window.tests.row('Repositories, done').waitFor();
    await window.screenshot('lens');
  });

  it('asks in a script whose identity has not worked, and says there what its last test came to', async () => {
    const window = workbench();
    await testWrong();
    await window.editor.open('assume.sh');
    await window.editor.lens('Test Identity: ec2-pull · ✗ as ec2').first().click();
    await window.palette.pick(/^ec2, differs in ARN/);
    await window.tests.row('Match, failed').waitFor();
  });

  it.each([['images.yml'], ['identity.tf'], ['id.json']])('has a lens in %s', async (file) => {
    const window = workbench();
    await window.editor.open(file);
    await window.editor.lens('Test Identity').first().waitFor();
  });

  it('has a lens in a file whose identity is not in Chainguard, which fills in a new one', async () => {
    const window = workbench();
    for (const group of ['web', 'federated'])
      if (await window.identities.row(group).first().isVisible()) await window.identities.expand(group);
    const awsIdentity = {
      awsAccount: '123456789012',
      arnPattern: '^arn:aws:sts::123456789012:assumed-role/batch/(.+)$',
      userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
    };
    const text = JSON.stringify({ name: 'night-batch', description: 'At night', awsIdentity }, undefined, 2);
    await writeFile(path.join(window.workspace, 'batch.json'), text);
    await window.editor.open('batch.json');
    const lens = window.editor.lens('Not Found in Chainguard: Create It…');
    await lens.waitFor();
    await window.screenshot('lens-create');
    await lens.click();
    const page = window.webview();
    await field(page, 'Name').waitFor();
    await expect.poll(() => field(page, 'Name').inputValue()).toBe('night-batch');
    expect(await field(page, 'ARN').inputValue()).toBe(awsIdentity.arnPattern);
    expect(await field(page, 'User ID').inputValue()).toBe(awsIdentity.userIdPattern);
  });

  it('asks which identity and which profile when run from the palette', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Test Identity…');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^assume-ci/);
    await window.tests.row('Credentials, done: profile assume-ci').waitFor();
    await window.tests.row('Repositories, done').waitFor();
  });

  it('signs a request for chainctl and shows it decoded, with the minutes it has left', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign AWS Token…');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick('Copy');
    const request = Buffer.from(await window.clipboard(/^UE9TVCAv/), 'base64url').toString();
    expect(request).toMatch(/^POST \/\?Action=GetCallerIdentity&Version=2011-06-15 HTTP\/1\.1\r\n/);
    expect(request).toContain(`Chainguard-Identity: ${window.sandbox.world.identities['ci-runner']}`);

    await window.palette.run('Assumable Identities: Sign AWS Token…');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick('Show Decoded');
    await window.editor.tab(/ci-runner\.aws\.yaml/).waitFor();
    await window.editor.showing(/it\s+passes\s+every\s+check/).waitFor();
    await window.screenshot('signed-request');
  });

  it('exchanges a token of AWS for another audience', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Exchange Token…');
    await window.palette.pick('Sign with AWS credentials');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^cgr\.dev/);
    await window.editor.showing(/audience:\s+cgr\.dev/).waitFor();
  });

  it('exchanges an identity token that was pasted, and asks for another one to renew it, and for no AWS caller', async () => {
    const window = workbench();
    const token = await window.sandbox.oidcToken({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:acme/shop:ref:refs/tags/v1.0',
      aud: 'https://issuer.enforce.dev',
    });
    await window.palette.run('Assumable Identities: Exchange Token…');
    await window.palette.pick('Paste a token');
    await window.palette.answer(token);
    await window.palette.pick('Enter an identity ID…');
    await window.palette.answer(window.sandbox.world.identities.release);
    await window.palette.pick(/^cgr\.dev/);
    await window.editor.tab(/^release\.yaml/).waitFor();
    await window.screenshot('exchanged');

    const { requests } = window.sandbox;
    const subject = {
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:acme/shop:ref:refs/tags/v1.1',
      aud: 'https://issuer.enforce.dev',
    };
    const from = requests.length;
    await use(/Chainguard token of release/, 'Renew');
    await window.palette.box.getByText('The token that was pasted is not kept').waitFor();
    await window.screenshot('renew-pasted');
    await window.palette.answer(await window.sandbox.oidcToken(subject));
    await window.page
      .locator('.statusbar')
      .getByText(/A token of release, good for/)
      .waitFor();
    const asked = requests.slice(from).filter(({ service }) => service === 'issuer');
    expect(asked.map(({ path }) => path)).toEqual(['/sts/exchange']);
  });

  it('leaves no secret in the log, in the state or anywhere else on disk but where AWS and chainctl keep theirs', async () => {
    const window = workbench();
    await testGood();
    await showDecoded();
    await window.palette.run('Assumable Identities: Sign AWS Token…');
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick('Show Decoded');
    await window.editor.tab(/ci-runner\.aws\.yaml/).waitFor();
    const { samples } = window.sandbox.world.aws;
    const secrets = Object.values(samples).flatMap((sample) => [sample.secretAccessKey, sample.sessionToken]);
    const needles = [
      ...secrets.filter((secret) => secret !== undefined),
      'UE9TVCAvP0FjdGlvbj1H',
      'eyJhbGciOiJSUzI1NiI',
    ];
    const found: string[] = [];
    const folder = path.dirname(window.workspace);
    let read = 0;
    for (const file of await filesIn(folder)) {
      const ours = path.relative(folder, file);
      if (/^home[/\\](\.aws|\.cache)/.test(ours) || ours.startsWith('extensions')) continue;
      const text = await ifThere(readFile(file, 'latin1'));
      if (text === undefined) continue;
      read++;
      if (needles.some((needle) => text.includes(needle))) found.push(ours);
    }
    expect(read).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});
