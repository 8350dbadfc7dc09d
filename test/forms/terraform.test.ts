import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forms } from '../../src/generate/forms';
import { hclString } from '../../src/generate/quote/hcl';
import { hclValue } from '../unit/generate/hcl';
import { anyDraft, hostile, kinds } from '../unit/generate/drafts';
import { has, run } from './tools';

const terraform = has('terraform', 'version');
const values = fc.sample(hostile, 300).map((value) => value.normalize('NFC').replace(/\p{Cs}/gu, '\ufffd'));

describe('HCL strings', { timeout: 60_000 }, () => {
  it('are read back by the reader of these tests', () => {
    expect(values.map((value) => hclValue(hclString(value)))).toEqual(values);
  });
});

describe.runIf(terraform)('Terraform itself', { timeout: 60_000 }, () => {
  it('reads every quoted string back', async () => {
    const input = `base64encode(jsonencode([${values.map(hclString).join(', ')}]))\n`;
    const { status, stdout, stderr } = await run('terraform', ['console'], { input });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(Buffer.from(stdout.trim().slice(1, -1), 'base64').toString())).toEqual(values);
  });

  it('finds every form well formatted', async () => {
    const all = forms.filter(({ language }) => language === 'terraform');
    for (const draft of [...Object.values(kinds), ...fc.sample(anyDraft, 5)])
      for (const form of all) {
        const input = form.generate(draft);
        const { status, stdout, stderr } = await run('terraform', ['fmt', '-'], { input });
        expect([form.id, status, stderr, stdout]).toEqual([form.id, 0, '', input]);
      }
  });
});
