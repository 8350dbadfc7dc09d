import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/core/draft/draft';
import {
  pulumiTypescriptAssumeRole,
  pulumiTypescriptCreateRole,
} from '../../../src/generate/pulumiTypescript';
import { pulumiTypescriptFederation } from '../../../src/generate/pulumiFederation';
import { claimKinds } from '../../unit/generate/claimDrafts';
import { filled, sample } from '../../unit/generate/drafts';
import { tool, useDirectory } from './workplace';

const directory = useDirectory();

describe('Pulumi in TypeScript', () => {
  it('compiles strictly against its own types', async ({ skip }) => {
    const cwd = directory();
    await writeFile(join(cwd, 'package.json'), '{ "private": true }');
    const install = [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '@pulumi/pulumi@3',
      '@pulumi/aws@7',
    ];
    if ((await tool('npm', install, cwd)).status !== 0) {
      console.log('skipped: the registry does not serve Pulumi');
      skip();
    }
    const files: string[] = [];
    for (const form of [pulumiTypescriptCreateRole, pulumiTypescriptAssumeRole, pulumiTypescriptFederation])
      for (const [which, draft] of Object.entries<Draft>({ sample, filled, user: claimKinds.user })) {
        const at = join(cwd, form.id, which);
        await mkdir(at, { recursive: true });
        files.push(join(at, form.fileName));
        await writeFile(join(at, form.fileName), form.generate(draft));
      }
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      skipLibCheck: true,
      noEmit: true,
    });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(problems).toEqual([]);
  });
});
