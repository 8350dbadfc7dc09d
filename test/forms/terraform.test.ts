import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/core/draft/draft';
import { forms } from '../../src/generate/forms';
import { hclString } from '../../src/generate/quote/hcl';
import { hclValue } from '../unit/generate/hcl';
import { anyClaimsDraft, claimKinds } from '../unit/generate/claimDrafts';
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
    const drafts = [
      ...Object.values<Draft>(kinds),
      ...Object.values<Draft>(claimKinds),
      ...fc.sample(anyDraft, 5),
      ...fc.sample(anyClaimsDraft, 5),
    ];
    // One run for all of them: the program takes longer to start than to read.
    const directory = await mkdtemp(join(tmpdir(), 'terraform-'));
    try {
      for (const [index, draft] of drafts.entries())
        for (const form of all)
          await writeFile(join(directory, `${form.id}-${index}.tf`), form.generate(draft));
      const { status, stdout, stderr } = await run('terraform', ['fmt', '-check', '-diff', directory]);
      expect([stdout, stderr, status]).toEqual(['', '', 0]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
