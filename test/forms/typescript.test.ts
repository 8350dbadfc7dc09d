import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/core/draft/draft';
import { forms } from '../../src/generate/forms';
import { typescriptString } from '../../src/generate/quote/typescript';
import { recipeTypescript } from '../../src/generate/recipeTypescript';
import { anyDraft, filled, hostile, kinds, sample } from '../unit/generate/drafts';
import { run } from './tools';
import { keysOf, lines, useWorld } from './world';

const world = useWorld();
const all = forms.filter(({ language }) => language === 'typescript');

/** Compiles a recipe as strictly as the compiler goes and gives what it found and the file to run. */
async function compile(draft: Draft): Promise<{ problems: readonly string[]; file: string }> {
  const directory = join(world().directory, 'typescript');
  const source = join(directory, recipeTypescript.fileName);
  await mkdir(directory, { recursive: true });
  await symlink(join(import.meta.dirname, '../../node_modules'), join(directory, 'node_modules')).catch(
    () => undefined,
  );
  await writeFile(source, recipeTypescript.generate(draft));
  const program = ts.createProgram([source], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ['node'],
    typeRoots: [join(directory, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  program.emit();
  return { problems, file: source.replace(/\.mts$/, '.mjs') };
}

describe('TypeScript', { timeout: 60_000 }, () => {
  it('reads every quoted string back', () => {
    const values = fc.sample(hostile, 500);
    const source = `[${values.map(typescriptString).join(', ')}]`;
    expect(source).not.toMatch(/[\n\r\u2028\u2029]/);
    expect(runInNewContext(ts.transpile(source))).toEqual(values);
  });

  it('parses every form, whatever the draft holds', () => {
    for (const draft of [sample, filled, ...fc.sample(anyDraft, 50)])
      for (const form of all) {
        const { diagnostics } = ts.transpileModule(form.generate(draft), { reportDiagnostics: true });
        expect(diagnostics).toEqual([]);
      }
  });

  it('is written as prettier writes it', async () => {
    const { format } = await import('prettier');
    const style = { parser: 'typescript', singleQuote: true, printWidth: 110 };
    for (const draft of Object.values(kinds))
      for (const form of all) {
        const text = form.generate(draft);
        expect(text).toBe(await format(text, style));
      }
  });

  it('compiles the recipe strictly, and it prints the repositories', async () => {
    const { draftFor, env, sandbox, repositories } = world();
    expect((await compile(filled)).problems).toEqual([]);
    const { problems, file } = await compile(draftFor('ciRunner'));
    expect(problems).toEqual([]);
    const run1 = (keys: Record<string, string>) => run(process.execPath, [file], { env: env(keys) });
    const { status, stdout, stderr } = await run1(keysOf(sandbox.world.aws.samples.ciRunner));
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
    const other = await run1(keysOf(sandbox.world.aws.samples.kim));
    expect([other.status, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toMatch(/answered 403/);
    draftFor('kim');
    const kim = keysOf(sandbox.world.aws.samples.kim);
    expect(lines((await run1(kim)).stdout)).toEqual(repositories);

    const list = (body: string) =>
      sandbox.faults.set({
        service: 'api',
        path: '/registry/',
        fault: { kind: 'status', status: 200, body },
      });
    for (const body of ['{}', '{"repos":null,"nextPageToken":null}']) {
      list(body);
      const none = await run1(kim);
      expect([none.status, none.stdout, none.stderr]).toEqual([0, '', '']);
    }
    for (const service of ['api', 'issuer'] as const) {
      sandbox.faults.set({ service, fault: { kind: 'redirect' } });
      const redirected = await run1(kim);
      expect([redirected.status, redirected.stdout]).toEqual([1, '']);
      expect(redirected.stderr).toMatch(/answered 30\d/);
    }
    sandbox.faults.clear();
    expect(sandbox.requests.filter((request) => request.service === 'elsewhere')).toEqual([]);
  });
});
