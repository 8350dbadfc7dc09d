import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import * as l10n from '@vscode/l10n';
import { getL10nJson, getL10nPseudoLocalized } from '@vscode/l10n-dev';
import ts from 'typescript';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { problemWithIdentityId } from '../../src/core/uidp';
import { project } from '../host/node24';

const root = path.join(project, 'src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, contents: readFileSync(path.join(root, file), 'utf8') }));
const calls = sources.flatMap(({ file, contents }) =>
  callsOf(ts.createSourceFile(file, contents, ts.ScriptTarget.Latest, true)),
);

describe('what people read', () => {
  let bundle: Record<string, string>;
  let pseudo: Record<string, string>;

  beforeAll(async () => {
    const files = sources
      .filter(({ contents }) => contents.includes('l10n.t('))
      .map(({ contents }) => ({ contents, extension: '.ts' }));
    const entries = await getL10nJson(files);
    bundle = messages(entries);
    pseudo = messages(getL10nPseudoLocalized(entries));
  }, 600_000);

  it('is exported for translation, every sentence of it', () => {
    expect(calls.length).toBeGreaterThan(1000);
    const missed = calls.filter(({ text }) => text === undefined || !(text in bundle));
    expect(missed.map(({ where }) => where)).toEqual([]);
  });

  it('is looked up when it is shown: a module loads before its translation is there', () => {
    expect(calls.filter(({ atLoad }) => atLoad).map(({ where }) => where)).toEqual([]);
  });

  it('keeps every part of a sentence that varies', () => {
    const parts = (text: string) => (text.match(/\{\d+\}/g) ?? []).toSorted();
    const broken = Object.keys(bundle).filter((key) => {
      const numbers = [...new Set(parts(key))].map((part) => Number(part.slice(1, -1)));
      return numbers.some((number) => number >= numbers.length);
    });
    expect(broken).toEqual([]);
    for (const [key, text] of Object.entries(pseudo)) expect(parts(text), key).toEqual(parts(key));
  });

  it('is shown in the language of VS Code', () => {
    const english = String(problemWithIdentityId(`${'0'.repeat(40)}/x`));
    const key = english.replace(/x$/, '{0}');
    expect(Object.keys(bundle)).toContain(key);
    onTestFinished(() => l10n.config({ contents: {} }));
    l10n.config({ contents: pseudo });
    const shown = problemWithIdentityId(`${'0'.repeat(40)}/x`);
    expect(shown).not.toBe(english);
    expect(shown).toBe(pseudo[key]?.replace('{0}', 'x'));
  });
});

/** Every call of `l10n.t` in a source file, with its literal text where it has one. */
function callsOf(source: ts.SourceFile): { where: string; text: string | undefined; atLoad: boolean }[] {
  const found: ReturnType<typeof callsOf> = [];
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t') {
      const [first] = node.arguments;
      const text = first && ts.isStringLiteralLike(first) ? first.text : undefined;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${source.fileName}:${String(line + 1)}`, text, atLoad: !inFunction });
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node)));
  };
  visit(source, false);
  return found;
}

function messages(entries: Awaited<ReturnType<typeof getL10nJson>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => [key, typeof entry === 'string' ? entry : entry.message]),
  );
}
