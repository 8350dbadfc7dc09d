import { beforeEach, describe, expect, it } from 'vitest';
import { awsToken } from '../../src/chainguard/awsToken';
import { useWorkbench } from './useWorkbench';

describe('explaining and decoding', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().identities.expand('platform'));

  it('explains a failed test from its result', async () => {
    const window = workbench();
    await window.identities.act('ec2-pull', 'Test Identity…');
    await window.palette.pick(/^ec2/);
    await window.tests.row('Match, failed').waitFor();
    await window.tests.button('Explain').click();
    await window.editor.tab(/^ec2-pull as profile ec2/).waitFor();
    await window.editor.lens('Copy for a Ticket').waitFor();
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`explain-${theme}`);
    }
    await window.editor.lens('Copy for a Ticket').click();
    expect(await window.clipboard(/Identity/)).toMatch(
      /This caller cannot assume the identity: ec2-pull[^]*\^+[^]*also lets in/,
    );
  });

  it('offers known callers first when an identity is explained from its row', async () => {
    const window = workbench();
    await window.identities.menu('ci-runner', 'Explain Match…');
    await window.palette.entry().first().waitFor();
    await window.screenshot('explain-pick-caller');
    await window.palette.pick(/^profile ec2/);
    await window.editor.tab(/^ci-runner as profile ec2/).waitFor();
    await window.screenshot('explain-row');
    await window.identities.menu('ci-runner', 'Explain Match…');
    await window.palette.pick(/^profile ci-runner/);
    await window.editor.tab(/^ci-runner as profile ci-runner/).waitFor();
    await window.screenshot('explain-fits');
  });

  it('decodes a token from the clipboard and checks its signature', async () => {
    const window = workbench();
    const token = await window.sandbox.sessionToken('ci-runner');
    await window.copy(token);
    await window.palette.run('Assumable Identities: Decode Token');
    await window.editor.tab(/^token\.yaml/).waitFor();
    await window.editor.lens('Check Signature').waitFor();
    await window.screenshot('decode');
    await window.editor.lens('Check Signature').click();
    await window.page.getByText('Signature checked: made with a key of').waitFor();
    await window.page.locator('.codelens-decoration').filter({ hasText: 'Signature Genuine' }).waitFor();
    await window.screenshot('decode-checked');
  });

  it('explains a definition on the clipboard', async () => {
    const window = workbench();
    const awsIdentity = {
      awsAccount: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/x',
      userId: 'AIDAX',
    };
    await window.copy(JSON.stringify({ name: 'pasted', awsIdentity }));
    await window.palette.run('Assumable Identities: Explain Match…');
    await window.palette.entry().first().waitFor();
    await window.screenshot('explain-pick-rules');
    await window.palette.pick(/The definition on the clipboard/);
    await window.palette.pick(/^profile ec2/);
    await window.editor.tab(/^pasted as profile ec2/).waitFor();
    await window.page.getByText('This caller cannot assume the identity: pasted').waitFor();
  });

  it('decodes a signed AWS request, with every reason to refuse it and nothing secret', async () => {
    const window = workbench();
    const credentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY',
    };
    const to = {
      audience: 'https://issuer.elsewhere.example',
      identity: window.sandbox.world.identities.nightly,
    };
    const token = await awsToken(credentials, to, new Date(Date.now() - 3_600_000));
    await window.copy(token);
    await window.palette.run('Assumable Identities: Decode Token');
    await window.page.getByText('is older than fifteen minutes').waitFor();
    await window.page.getByText('It is made for: https://issuer.elsewhere.example').waitFor();
    await window.screenshot('decode-aws');
    const shown = await window.page.locator('.editor-group-container.active .view-lines').innerText();
    expect(shown).not.toContain(token.slice(100, 140));
  });
});
