import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Form } from '../../../src/generate/form';
import { pulumiGoAssumeRole, pulumiGoCreateRole } from '../../../src/generate/pulumiGo';
import { lambdaGo, recipeGo } from '../../../src/generate/recipeGo';
import { filled, sample } from '../../unit/generate/drafts';
import { has } from '../tools';
import { tool, useDirectory } from './workplace';

const go = has('go', 'version');
const directory = useDirectory();

/** A module with each form of two drafts as a package of its own; its directory. */
async function moduleOf(name: string, forms: readonly Form[]): Promise<string> {
  const cwd = join(directory(), name);
  for (const form of forms)
    for (const [which, draft] of Object.entries({ sample, filled })) {
      const at = join(cwd, form.id, which);
      await mkdir(at, { recursive: true });
      await writeFile(join(at, form.fileName), form.generate(draft));
    }
  await tool('go', ['mod', 'init', 'example'], cwd);
  return cwd;
}

/** Adds the first of these versions that the module proxy serves; `undefined` when it serves none. */
async function get(cwd: string, versions: readonly string[]): Promise<string | undefined> {
  for (const version of versions) if ((await tool('go', ['get', version], cwd)).status === 0) return version;
  console.log(`skipped: the module proxy does not serve ${versions.join(' or ')}`);
  return undefined;
}

describe.runIf(go)('Go', () => {
  it('compiles the recipe and the Lambda handler with Chainguard’s SDK', async ({ skip }) => {
    const cwd = await moduleOf('sdk', [recipeGo, lambdaGo]);
    // The second is the one that Chainguard's documents link to.
    const version = await get(cwd, ['chainguard.dev/sdk@latest', 'chainguard.dev/sdk@v0.1.44']);
    if (version === undefined) skip();
    console.log(`compiled with ${version ?? ''}`);
    const tidy = await tool('go', ['mod', 'tidy'], cwd);
    expect([tidy.status, tidy.status === 0 ? '' : tidy.stderr]).toEqual([0, '']);
    const { status, stderr } = await tool('go', ['vet', './...'], cwd);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('compiles the Pulumi programs', async ({ skip }) => {
    const cwd = await moduleOf('pulumi', [pulumiGoCreateRole, pulumiGoAssumeRole]);
    if ((await get(cwd, ['github.com/pulumi/pulumi-aws/sdk/v7@latest'])) === undefined) skip();
    const tidy = await tool('go', ['mod', 'tidy'], cwd);
    expect([tidy.status, tidy.status === 0 ? '' : tidy.stderr]).toEqual([0, '']);
    const { status, stderr } = await tool('go', ['vet', './...'], cwd);
    expect([status, stderr]).toEqual([0, '']);
  });
});
