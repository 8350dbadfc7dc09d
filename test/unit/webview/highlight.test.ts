import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../../src/webview/builder/highlight';

const languages = [
  'json',
  'yaml',
  'terraform',
  'shellscript',
  'ini',
  'python',
  'go',
  'typescript',
  'unknown',
];
const kinds = (text: string, language: string) =>
  piecesOf(text, language)
    .filter(({ kind }) => kind !== undefined)
    .map(({ text: piece, kind }) => `${kind ?? ''} ${piece}`);

describe('highlighting', () => {
  it.each(languages)('loses no character of %s, whatever it is', (language) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(
          piecesOf(text, language)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  const samples: [string, string, string[]][] = [
    ['json', '{"a": "b", "c": 1}', ['name "a"', 'string "b"', 'name "c"', 'number 1']],
    ['yaml', 'a: "b" # c', ['name a', 'string "b"', 'comment # c']],
    [
      'terraform',
      'resource "a" "b" {\n  c = "#d" # e\n}',
      ['keyword resource', 'string "a"', 'string "b"', 'name c', 'string "#d"', 'comment # e'],
    ],
    [
      'shellscript',
      "A='x#y' if --foo # z",
      ['name A', "string 'x#y'", 'keyword if', 'name --foo', 'comment # z'],
    ],
    ['python', 'def f(): return "a" # b', ['keyword def', 'keyword return', 'string "a"', 'comment # b']],
    ['go', 'func f() { return `a` } // b', ['keyword func', 'keyword return', 'string `a`', 'comment // b']],
    ['typescript', 'const a = "b"; /* c */', ['keyword const', 'string "b"', 'comment /* c */']],
    ['ini', '[a]\nb = c\n# d', ['keyword [a]', 'name b', 'comment # d']],
  ];
  it.each(samples)('knows what stands out in %s', (language, text, expected) => {
    expect(kinds(text, language)).toEqual(expected);
  });
});
