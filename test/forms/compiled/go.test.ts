import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/core/draft/draft';
import { type Form } from '../../../src/generate/form';
import { pulumiGoAssumeRole, pulumiGoCreateRole } from '../../../src/generate/pulumiGo';
import { pulumiGoFederation } from '../../../src/generate/pulumiFederation';
import { lambdaGo, recipeGo } from '../../../src/generate/recipeGo';
import { webGo, webLambdaGo } from '../../../src/generate/webGo';
import { claimKinds } from '../../unit/generate/claimDrafts';
import { filled, sample } from '../../unit/generate/drafts';
import { has } from '../tools';
import { tool, useDirectory } from './workplace';

const go = has('go', 'version');
const directory = useDirectory();

/** A module with each form of two drafts as a package of its own; its directory. */
async function moduleOf(name: string, forms: readonly Form[]): Promise<string> {
  const cwd = join(directory(), name);
  for (const form of forms)
    for (const [which, draft] of Object.entries<Draft>({ sample, filled, user: claimKinds.user })) {
      const at = join(cwd, form.id, which);
      await mkdir(at, { recursive: true });
      await writeFile(join(at, form.fileName), form.generate(draft));
    }
  await tool('go', ['mod', 'init', 'example'], cwd);
  return cwd;
}

/** The commands in the comment that a program begins with, in order. */
function commandsOf(text: string): readonly string[] {
  const comment = text.slice(0, text.indexOf('package main'));
  return [...comment.matchAll(/^\/\/\t(.*)$/gm)].flatMap(([, line = '']) => line.split(' && '));
}

function shell(command: string, cwd: string) {
  return tool('sh', ['-c', `unset CHAINGUARD_IDENTITY; ${command}`], cwd);
}

/** Adds the first of these versions that the module proxy serves; `undefined` when it serves none. */
async function get(cwd: string, versions: readonly string[]): Promise<string | undefined> {
  for (const version of versions) if ((await tool('go', ['get', version], cwd)).status === 0) return version;
  console.log(`skipped: the module proxy does not serve ${versions.join(' or ')}`);
  return undefined;
}

describe.runIf(go)('Go', () => {
  it.for([
    ['recipe', recipeGo, sample, /set CHAINGUARD_IDENTITY to the ID of the identity/],
    ['recipe-filled', recipeGo, filled, /failed to get shared config profile, work/],
    ['web-recipe', webGo, claimKinds.role, /set CHAINGUARD_IDENTITY to the ID of the identity/],
    ['web-recipe-filled', webGo, claimKinds['every option'], /failed to get shared config profile, work/],
    ['web-lambda', webLambdaGo, claimKinds.role, undefined],
    ['lambda', lambdaGo, sample, undefined],
    ['lambda-filled', lambdaGo, filled, undefined],
  ] as const)('runs the commands of the program: %s', async ([name, form, draft, ends], { skip }) => {
    const cwd = join(directory(), name);
    await mkdir(cwd);
    await writeFile(join(cwd, form.fileName), form.generate(draft));
    const [init = '', tidy = '', last = '', ...more] = commandsOf(form.generate(draft));
    expect([init, tidy, more]).toEqual(['go mod init example', 'go mod tidy', []]);
    await shell(init, cwd);
    let tidied = await shell(tidy, cwd);
    if (tidied.status !== 0) {
      // The version that Chainguard's documents link to, where the proxy has not the latest one.
      if ((await get(cwd, ['chainguard.dev/sdk@v0.1.44'])) === undefined) skip();
      tidied = await shell(tidy, cwd);
    }
    expect([tidied.status, tidied.status === 0 ? '' : tidied.stderr]).toEqual([0, '']);
    const vet = await tool('go', ['vet', '.'], cwd);
    expect([vet.status, vet.stderr]).toEqual([0, '']);
    const { status, stderr } = await shell(last, cwd);
    if (ends === undefined) {
      expect([status, stderr]).toEqual([0, '']);
      expect(await readdir(cwd)).toContain('bootstrap');
    } else {
      expect(status).toBe(1);
      expect(stderr).toMatch(ends);
    }
  });

  it('compiles the Pulumi programs', async ({ skip }) => {
    const cwd = await moduleOf('pulumi', [pulumiGoCreateRole, pulumiGoAssumeRole, pulumiGoFederation]);
    if ((await get(cwd, ['github.com/pulumi/pulumi-aws/sdk/v7@latest'])) === undefined) skip();
    const tidy = await tool('go', ['mod', 'tidy'], cwd);
    expect([tidy.status, tidy.status === 0 ? '' : tidy.stderr]).toEqual([0, '']);
    const { status, stderr } = await tool('go', ['vet', './...'], cwd);
    expect([status, stderr]).toEqual([0, '']);
  });
});
