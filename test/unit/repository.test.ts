import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import manifest from '../../package.json';
import renovate from '../../renovate.json';
import { project } from '../host/node24';

const read = (file: string) => readFileSync(path.join(project, file), 'utf8');
const inside = (folder: string) =>
  readdirSync(path.join(project, folder)).map((name) => ({ name, text: read(path.join(folder, name)) }));

describe.each(inside('.github/workflows'))('the workflow $name', ({ name, text }) => {
  it('is one to GitHub’s own parser', () => {
    const { context } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  it('may do nothing but read unless a job says what more', () => {
    const { permissions } = parse(text) as { permissions?: object };
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  });

  it('pins every action to a commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('runs no program of npm but those that the lock file holds', () => {
    const programs = [...text.matchAll(/\bnpx (.*?)(?= \w)\s(\S+)/g)];
    const owners: Record<string, string> = { vsce: '@vscode/vsce', ovsx: 'ovsx' };
    for (const [line, flags, program = ''] of programs) {
      expect(flags, line).toBe('--no-install');
      expect(Object.keys(manifest.devDependencies), line).toContain(owners[program]);
    }
  });
});

describe.each(inside('.github/ISSUE_TEMPLATE').filter(({ name }) => name !== 'config.yml'))(
  'the form $name',
  ({ text }) => {
    it('has what GitHub asks of a form', () => {
      const form = parse(text) as { name?: string; description?: string; body?: Field[] };
      expect(form.name).toBeTruthy();
      expect(form.description).toBeTruthy();
      const asked = form.body?.filter(({ type }) => type !== 'markdown') ?? [];
      expect(asked.length).toBeGreaterThan(0);
      for (const { type, id, attributes } of asked) {
        expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
        expect(id).toMatch(/^[\w-]+$/);
        expect(attributes?.label).toBeTruthy();
      }
      expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    });
  },
);

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes?: { readonly label?: string };
}

describe('the repository', () => {
  it('lets nothing raise the floor but a person', () => {
    const held = renovate.packageRules.filter(({ enabled }) => enabled === false);
    expect(held.flatMap(({ matchPackageNames }) => matchPackageNames ?? [])).toContain('@types/vscode');
    expect(held.flatMap(({ matchFileNames }) => matchFileNames ?? [])).toContain(
      'test/host/code-server/oldest/**',
    );
  });

  it('tells editors what prettier does', async () => {
    const file = path.join(project, 'src/extension.ts');
    const [all, own] = await Promise.all(
      [true, false].map((editorconfig) => prettier.resolveConfig(file, { editorconfig, useCache: false })),
    );
    expect(all).toEqual({ ...own, endOfLine: 'lf', tabWidth: 2, useTabs: false });
  });
});

describe('AGENTS.md', () => {
  const text = read('AGENTS.md');
  const folders = ['src', 'src/core', 'src/ui'].flatMap((parent) =>
    readdirSync(path.join(project, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  );

  it('has a line for every folder and feature', () => {
    expect(folders.length).toBeGreaterThan(20);
    expect(folders.filter((name) => !new RegExp(`(?:^- |· )\`${name}\` `, 'm').test(text))).toEqual([]);
  });

  it('names only files that are there', () => {
    const named = [...text.matchAll(/`((?:[\w.]+\/)*[\w.]+\.(?:ts|json|mjs))`/g)].map(
      ([, file = '']) => file,
    );
    const lost = named.filter(
      (file) =>
        file !== 'register.ts' && !['', 'src/'].some((at) => existsSync(path.join(project, at + file))),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(lost).toEqual([]);
  });
});
