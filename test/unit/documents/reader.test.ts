import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/core/caller';
import type { Definition, DefinitionField } from '../../../src/core/lint/definition';
import { lint } from '../../../src/core/lint/lint';
import { readDefinitions } from '../../../src/documents/read';
import { DocumentReader } from '../../../src/documents/reader';
import { lintFile } from './lintFile';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const together = (ending: RegExp, between: string) =>
  readdirSync(folder)
    .filter((name) => ending.test(name) && name !== 'findings.json')
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join(between);
const documents = {
  'main.tf': together(/\.tf$/, '\n'),
  'id.yaml': together(/\.yaml$/, '\n---\n'),
  'id.jsonc': `[${together(/^[a-m].*\.jsonc?$/, ',\n').replaceAll('\ufeff', '')}]`,
};

/** All that a definition says and does, as values. */
function everything(definitions: readonly Definition[]): unknown {
  return definitions.map((definition) => ({
    ...definition,
    fields: definition.fields.map((field) => ({
      part: field.part,
      kind: field.kind,
      known: field.known,
      key: field.key,
      rename: [field.rename('exact'), field.rename('pattern')],
      remove: field.remove(),
      value: valueOf(field),
    })),
  }));
}

function valueOf({ value }: DefinitionField): unknown {
  if (value.is === 'unknown' && value.partly) {
    const { write, ...partly } = value.partly;
    const text = { is: 'text', text: 'a"$' } as const;
    return { ...partly, written: write([text, { is: 'source', text: '${local.b}' }, text]) };
  }
  if (value.is !== 'text' && value.is !== 'number') return value;
  const { text } = value.written;
  return {
    is: value.is,
    text,
    offsets: Array.from({ length: text.length + 1 }, (_, index) => value.written.offset(index)),
    edits: [`${text}"x`, 'a\nb', ''].map((to) => value.written.rewrite(to)),
  };
}

function expectSame(reader: DocumentReader, text: string, path: string, caller?: Caller): void {
  const fresh = readDefinitions(text, path);
  expect(everything(reader.read(text))).toEqual(everything(fresh));
  expect(reader.lint(text, caller)).toEqual(fresh.flatMap((definition) => lint(definition, { caller })));
}

const caller = (session: string): Caller => ({
  account: '123456789012',
  arn: `arn:aws:sts::123456789012:assumed-role/ci-runner/${session}`,
  userId: `AROAQ3EGINSTANEXAMPLE:${session}`,
});

describe.each(Object.entries(documents))('%s', (path, whole) => {
  const change = fc.tuple(
    fc.nat(),
    fc.nat(40),
    fc.constantFrom(
      '',
      'x',
      '"',
      '}',
      '{',
      '\n',
      '\r\n',
      '# assumable-ignore\n',
      '😀',
      '\ufeff',
      '  ',
      ',',
      '<<EOT\n',
    ),
  );
  const apply = (text: string, [at, length, by]: readonly [number, number, string]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + by + text.slice(start + length);
  };

  it('is read and linted as if it were seen for the first time, whatever is typed', () => {
    // One version may bring several changes, and a caller may become known between two of them.
    const version = fc.tuple(
      fc.array(change, { maxLength: 3 }),
      fc.constantFrom(undefined, caller('kim'), caller('sam')),
    );
    fc.assert(
      fc.property(fc.array(version, { maxLength: 4 }), (versions) => {
        const reader = new DocumentReader(path);
        expectSame(reader, whole, path);
        let text = whole;
        for (const [changes, known] of versions) {
          text = changes.reduce(apply, text);
          expectSame(reader, text, path, known);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('follows when all of its line ends change, when it is emptied and when it comes back', () => {
    const reader = new DocumentReader(path);
    for (const text of [whole, whole.replaceAll('\n', '\r\n'), '', whole, `${whole}\n${whole}`, whole])
      expectSame(reader, text, path);
  });
});

describe('a document that is hard to read', () => {
  it('sees how a line ends behind a block that is not closed', () => {
    const reader = new DocumentReader('main.tf');
    const open =
      'resource "chainguard_identity" "a" {\n  aws_identity {\n    aws_account = "1"\n    aws_user_id = "a"\n    aws_user_ids = "b"';
    for (const behind of [
      '',
      '\nresource "',
      '\n',
      '\n\n',
      '\n\nresource "',
      '  \nresource "',
      '',
      '\r\nresource "',
    ])
      expectSame(reader, open + behind, 'main.tf');
  });

  it('says nothing of a language that defines nothing', () => {
    expect(new DocumentReader('notes.txt').lint(documents['main.tf'])).toEqual([]);
    expect(lintFile(documents['main.tf'], 'notes.txt')).toEqual([]);
  });
});

describe('a version of a document', () => {
  it.each(Object.entries(documents))('reads and lints one version of %s once, whoever asks', (path, text) => {
    const reader = new DocumentReader(path);
    const [read, found] = [reader.read(text), reader.lint(text)];
    expect(found).not.toEqual([]);
    expect(reader.read(text)).toBe(read);
    expect(reader.lint(text)).toBe(found);
    const known = caller('s1');
    const ofCaller = reader.lint(text, known);
    expect(ofCaller).not.toBe(found);
    expect(reader.lint(text, known)).toBe(ofCaller);
    expect(reader.read(text)).toBe(read);
    expect(reader.read(`${text}\n`)).not.toBe(read);
  });
});
