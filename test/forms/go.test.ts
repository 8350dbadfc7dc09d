import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forms } from '../../src/generate/forms';
import { goString } from '../../src/generate/quote/go';
import { anyDraft, hostile, kinds } from '../unit/generate/drafts';
import { has, run } from './tools';
import { useWorld } from './world';

const gofmt = has('gofmt', '-l');
const world = useWorld();
const all = forms.filter(({ language }) => language === 'go');

describe('Go strings', { timeout: 60_000 }, () => {
  it('are of whole characters', () => {
    expect(goString('a\ud800"\n\u202e\u{e0001}')).toBe('"a\ufffd\\"\\n\\u202e\\U000e0001"');
  });
});

describe.runIf(gofmt)('Go', { timeout: 60_000 }, () => {
  it('is written as gofmt writes it', async () => {
    for (const draft of Object.values(kinds))
      for (const form of all) {
        const { status, stdout, stderr } = await run('gofmt', ['-d'], { input: form.generate(draft) });
        expect([form.id, status, stderr, stdout]).toEqual([form.id, 0, '', '']);
      }
  });

  it('parses, whatever the draft holds', async () => {
    const directory = join(world().directory, 'go');
    await mkdir(directory);
    let count = 0;
    for (const draft of fc.sample(anyDraft, 15))
      for (const form of all) await writeFile(join(directory, `${count++}.go`), form.generate(draft));
    for (const value of fc.sample(hostile, 100))
      await writeFile(join(directory, `${count++}.go`), `package main\n\nvar text = ${goString(value)}\n`);
    const { status, stderr } = await run('gofmt', ['-e', '-l', directory]);
    expect([status, stderr]).toEqual([0, '']);
  });
});
