import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/core/lint/lint';
import { findMentions } from '../../../src/documents/mentions';
import { readDefinitions } from '../../../src/documents/read';
import { DocumentReader } from '../../../src/documents/reader';
import answers from '../../fixtures/corpus/answers.json';

interface Answer {
  /** What the file defines; with a question mark where more may come from elsewhere. */
  readonly defines: readonly string[];
  /** The severity and the rule of each finding, and what it points to. */
  readonly finds: readonly string[];
  /** The line and the last part of the id, or the name, of each identity that is mentioned. */
  readonly mentions: readonly string[];
}

const root = path.resolve(import.meta.dirname, '../../fixtures/corpus');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .filter((name) => name !== 'README.md' && name !== 'answers.json')
  .toSorted();
const expected: Readonly<Record<string, Answer>> = answers;
const textOf = (name: string) => readFileSync(path.join(root, name), 'utf8');

/** The other files of a module. */
function folderOf(name: string) {
  const folder = path.posix.dirname(name);
  if (folder !== 'terraform/module') return [];
  return files
    .filter((other) => other !== name && path.posix.dirname(other) === folder)
    .map((other) => ({ name: path.posix.basename(other), text: textOf(other) }));
}

function answerFor(name: string): Answer {
  const text = textOf(name);
  const folder = folderOf(name);
  const definitions = readDefinitions(text, name, folder);
  const findings = definitions.flatMap((definition) => lint(definition));
  expect(new DocumentReader(name).lint(text, undefined, folder)).toEqual(findings);
  return {
    defines: definitions.map(({ kind, open }) => `${kind}${open ? '?' : ''}`),
    finds: findings.map(
      ({ severity, rule, span }) => `${severity} ${rule}: ${text.slice(span.start, span.end)}`,
    ),
    mentions: findMentions(text, name, definitions).map((mention) => {
      const line = text.slice(0, mention.start).split('\n').length;
      return `${line} ${mention.kind === 'id' ? mention.id.slice(-16) : mention.name}`;
    }),
  };
}

describe('the corpus', () => {
  it('has an answer for each file, and a file for each answer', () => {
    expect(Object.keys(expected).toSorted()).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  it.each(files)('is read as it is meant: %s', (name) => {
    expect(answerFor(name)).toEqual(expected[name]);
  });

  it('has no error and no warning where nothing is wrong', () => {
    const wrong = files.filter((name) =>
      answerFor(name).finds.some((each) => /^(?:error|warning) /.test(each)),
    );
    expect(wrong).toEqual(files.filter((name) => name.startsWith('wrong/')));
  });
});
