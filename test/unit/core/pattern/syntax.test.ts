import { describe, expect, it } from 'vitest';
import { parsePattern, type Piece, costOf } from '../../../../src/core/pattern/syntax';

/** What a pattern was taken apart into; where a character is written otherwise than it is, its text stands behind `=`. */
function show(pattern: string): string {
  const ofPieces = (pieces: readonly Piece[]): string => pieces.map(ofPiece).join(' ');
  const ofPiece = (piece: Piece): string => {
    const source = pattern.slice(piece.start, piece.end);
    switch (piece.kind) {
      case 'literal':
        return piece.character === source ? source : `${piece.character}=${source}`;
      case 'class':
        return `<${source}>`;
      case 'assertion':
        return piece.asserts;
      case 'group':
        return `${source.startsWith('(') && source.endsWith(')') ? '' : source}( ${piece.choices.map(ofPieces).join(' | ')} )`;
      case 'repeat':
        return `${ofPiece(piece.of)}{${piece.min},${piece.max}}${source.startsWith(pattern.slice(piece.of.start, piece.of.end)) ? '' : source}`;
    }
  };
  return parsePattern(pattern).choices.map(ofPieces).join(' | ');
}

describe('parsePattern', () => {
  it.each([
    ['', ''],
    ['a.c', 'a <.> c'],
    ['ci-1_x:/=@,', 'c i - 1 _ x : / = @ ,'],
    ['a{z}', 'a { z }'],
    ['\\.\\d\\/', '.=\\. <\\d> /=\\/'],
    ['a|b|', 'a | b | '],
    ['a(b|c)d', 'a ( b | c ) d'],
    ['(?:a)(?P<n>b)(?<m>c)', '( a ) ( b ) ( c )'],
    ['a*', 'a{0,Infinity}'],
    ['a+?b', 'a{1,Infinity} b'],
    ['a?', 'a{0,1}'],
    ['a{2}b', 'a{2,2} b'],
    ['a{2,}', 'a{2,Infinity}'],
    ['a{2,15}?b', 'a{2,15} b'],
    ['a{0}b', 'a{0,0} b'],
    ['a{,2}', 'a { , 2 }'],
    ['a{01}', 'a { 0 1 }'],
    ['a{1,02}', 'a { 1 , 0 2 }'],
    ['*a', 'a'],
    ['(ab){2}c', '( a b ){2,2} c'],
    ['a{2}{3}', 'a{2,2}{3,3}'],
    ['^a$', 'text-start a text-end'],
    ['(?m)^a$', 'line-start a line-end'],
    ['(?m:^a)$', '( line-start a ) text-end'],
    ['\\Aa\\b\\B\\z', 'text-start a boundary no-boundary text-end'],
    ['(?i)aB1é.', '<a> <B> 1 <é> <.>'],
    ['(?i:a)b', '( <a> ) b'],
    ['(?:(?i)a)b', '( <a> ) b'],
    ['(?i)a(?-i)b', '<a> b'],
    ['(?i)(?-i:a)b', '( a ) <b>'],
    ['(?s)a(?m)^', 'a line-start'],
    ['(?i)(?m)a^', '<a> line-start'],
    ['(?ims-m)a^', '<a> text-start'],
    ['\\Qa.b\\Ec', 'a . b c'],
    ['\\Qa.', 'a .'],
    ['(?i)\\Qa1😀\\E.', '<a> 1 😀 <.>'],
    ['[ab]c', '<[ab]> c'],
    ['[]a]b', '<[]a]> b'],
    ['[^]a]b', '<[^]a]> b'],
    ['[^a]b', '<[^a]> b'],
    ['[a\\]b]c', '<[a\\]b]> c'],
    ['[[:alpha:]a]b', '<[[:alpha:]a]> b'],
    ['[a[:alpha:]]b', '<[a[:alpha:]]> b'],
    ['[[a]b', '<[[a]> b'],
    ['[a-\\]]b', '<[a-\\]]> b'],
    ['[!-]]b', '<[!-]> ] b'],
    ['[a-]b', '<[a-]> b'],
    ['[!-[:a:]b]', '<[!-[:a:]> b ]'],
    ['[\\d-[:alpha:]]b', '<[\\d-[:alpha:]]> b'],
    ['[[:a]b', '<[[:a]> b'],
    ['[\\d-z]b', '<[\\d-z]> b'],
    ['[\\x{5d}-\\x{5e}]b', '<[\\x{5d}-\\x{5e}]> b'],
    ['[\\p{Greek}-]b', '<[\\p{Greek}-]> b'],
    ['[a', '<[a>'],
    ['[a\\', '<[a\\>'],
    ['\\x41\\x{1F600}b', '<\\x41> <\\x{1F600}> b'],
    ['\\pL\\p{Greek}\\P{L}b', '<\\pL> <\\p{Greek}> <\\P{L}> b'],
    ['\\0a\\012b\\101c', '<\\0> a <\\012> b <\\101> c'],
    ['\\1', '<\\1>'],
    ['\\😀b', '😀=\\😀 b'],
    ['😀+b', '😀{1,Infinity} b'],
    ['a\\', 'a <\\>'],
  ])('takes %s apart', (pattern, pieces) => {
    expect(show(pattern)).toBe(pieces);
  });

  it.each([
    ['a(b)c', [], []],
    ['(a', [0], []],
    ['(a(b', [0, 2], []],
    ['(a)(b', [3], []],
    ['a)b)', [], [1, 3]],
    ['(a))(', [4], [3]],
    ['\\(a)', [], [3]],
    ['[(]', [], []],
    ['(?i)a', [], []],
  ])('says what is left open or closed too often in %s', (pattern, open, extra) => {
    expect(parsePattern(pattern)).toMatchObject({ open, extra });
  });

  it.each([
    ['abc', 3],
    ['(?:abc)', 3],
    ['a|b|c', 3],
    ['a*', 1],
    ['[a-z]{40}', 40],
    ['(?:ab){20}', 40],
    ['(?:ab){0,20}', 40],
    ['(?:ab){20,}', 42],
    ['(?:a{30}){30}', 900],
    ['x{1000}', 1000],
    ['x{1000,}', 1000],
    ['x{1002}', 1],
    ['\\pL{40}', 1200],
    ['[^\\pL]', 30],
    ['(?i)\\pL{10}', 800],
    ['(?i)a{10}', 40],
  ])('says how much work %s is, give or take what holds it together', (pattern, leaves) => {
    expect(costOf(pattern)).toBeGreaterThan(leaves);
    expect(costOf(pattern)).toBeLessThanOrEqual(3 * leaves + 2);
  });

  it('says where each token starts', () => {
    expect(parsePattern('a\\d[x](?:b)+|😀c').tokens).toEqual([0, 1, 3, 6, 9, 10, 11, 12, 13, 15]);
  });
});
