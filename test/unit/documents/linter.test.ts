import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DocumentLinter } from '../../../src/documents/linter';
import { lintFile } from './lintFile';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.tf') || name === 'id.json')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const together = files.join('\n');

it('says the same as a linter that has not seen the document before, whatever is typed', () => {
  const change = fc.tuple(
    fc.nat(),
    fc.nat(40),
    fc.constantFrom('', 'x', '"', '}', '\n', '# assumable-ignore\n', '😀'),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
      const linter = new DocumentLinter('main.tf');
      let text = together;
      for (const [at, length, by] of changes) {
        expect(linter.lint(text)).toEqual(lintFile(text, 'main.tf'));
        const start = at % text.length;
        text = text.slice(0, start) + by + text.slice(start + length);
      }
      expect(linter.lint(text)).toEqual(lintFile(text, 'main.tf'));
    }),
    {
      numRuns: 25,
      // An edit that leaves the last block open, so that its last line ends behind it.
      examples: [
        [
          [
            [0, 27, ''],
            [0, 17, '"'],
            [0, 30, '}'],
            [1852807321, 39, ''],
          ],
        ],
      ],
    },
  );
});

it('sees how a line ends behind a block that is not closed', () => {
  const linter = new DocumentLinter('main.tf');
  const open =
    'resource "chainguard_identity" "a" {\n  aws_identity {\n    aws_account = "1"\n    aws_user_id = "a"\n    aws_user_ids = "b"';
  for (const behind of ['', '\nresource "', '  \nresource "', '', '\r\nresource "'])
    expect(linter.lint(open + behind)).toEqual(lintFile(open + behind, 'main.tf'));
});

it('lints other formats, and leaves out what is switched off', () => {
  const text =
    '{"name": "CI", "awsIdentity": {"awsAccount": "1", "arnPattern": ".", "userId": "AIDAEXAMPLE1"}}';
  const rules = (linter: DocumentLinter) => linter.lint(text).map(({ rule }) => rule);
  expect(rules(new DocumentLinter('id.json'))).toEqual([
    'name-format',
    'account-format',
    'unanchored',
    'too-broad',
  ]);
  expect(rules(new DocumentLinter('json', { off: new Set(['too-broad', 'name-format']) }))).toEqual([
    'account-format',
    'unanchored',
  ]);
  expect(rules(new DocumentLinter('notes.txt'))).toEqual([]);
});
