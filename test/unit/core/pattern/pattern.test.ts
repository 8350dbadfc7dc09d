import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findParting } from '../../../../src/core/pattern/parting';
import {
  anchorPattern,
  compilePattern,
  effortOf,
  isAnchored,
  longestPattern,
  quotePattern,
} from '../../../../src/core/pattern/pattern';
import { parsePattern, costOf } from '../../../../src/core/pattern/syntax';

interface Vector {
  pattern: string;
  input: string;
  compiles: boolean;
  match: boolean;
  span: [number, number] | null;
}

/** Verdicts of Go's regexp: compiles, matches, and where. */
const go = JSON.parse(readFileSync(new URL('../../../fixtures/re2.json', import.meta.url), 'utf8')) as {
  vectors: Vector[];
};

/** What a person is told to do. */
const advice: Readonly<Record<string, RegExp>> = {
  lookaround: /cannot look ahead or behind/,
  backreference: /cannot refer back/,
  escape: /escape is unknown/,
  'trailing-backslash': /write two/,
  'repeat-size': /1000 at most/,
  'nested-repeat': /keep one/,
  'repeat-nothing': /nothing before this to repeat/,
  'open-class': /bracket is never closed/,
  'open-group': /parenthesis is never closed/,
  'extra-parenthesis': /closes nothing/,
  'class-range': /not a range/,
  'group-name': /group’s name/,
  'group-syntax': /kind of group is unknown/,
  depth: /fewer groups/,
  'half-character': /half of a character/,
  'too-large': /shorten it/,
};

function find(pattern: string, input: string) {
  const compiled = compilePattern(pattern);
  return compiled.ok ? compiled.find(input) : compiled.reason;
}

/** A random pattern, often a valid one. */
const anyPattern = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        ':',
        '/',
        '.',
        '\\.',
        '[ab]',
        '[^a]',
        '\\d',
        '\\w',
        '(?i:A)',
        '\\b',
        '^',
        '$',
        '\\Qa+\\E',
      ),
      fc.constantFrom(
        '*',
        '+',
        '?',
        '{2}',
        '{0,2}',
        '{1,}',
        '(',
        '(?:',
        ')',
        '|',
        '(?P<n>',
        '(?i)',
        '\\x61',
        '[]a]',
      ),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

describe('compilePattern', () => {
  it('agrees with Go on every vector', () => {
    expect(go.vectors).toHaveLength(400);
    const answers = go.vectors.map(({ pattern, input }) => {
      const compiled = compilePattern(pattern);
      const found = compiled.ok ? compiled.find(input) : undefined;
      return { compiles: compiled.ok, span: found ? [found.start, found.end] : null };
    });
    expect(answers).toEqual(go.vectors.map(({ compiles, span }) => ({ compiles, span })));
  });

  it.each([
    ['x«(?=»b)', 'lookaround'],
    ['x«(?!»b)', 'lookaround'],
    ['x«(?<=»b)', 'lookaround'],
    ['x\\(«(?<!»b)', 'lookaround'],
    ['(a)\\\\«\\1»', 'backreference'],
    ['(?P<n>a)«\\k»<n>', 'backreference'],
    ['a«\\Z»', 'escape'],
    ['«\\u»0041', 'escape'],
    ['«\\c»A', 'escape'],
    ['a«\\»', 'trailing-backslash'],
    ['a«{1001}»', 'repeat-size'],
    ['a«{2,1}»', 'repeat-size'],
    ['a«**»', 'nested-repeat'],
    ['a«++»', 'nested-repeat'],
    ['«*»abc', 'repeat-nothing'],
    ['a|«?»', 'repeat-nothing'],
    ['(?P<n>«?»)', 'repeat-nothing'],
    ['a«[b»', 'open-class'],
    ['«[^]»', 'open-class'],
    ['\\(«(»a(b)', 'open-group'],
    ['(a)«)»b', 'extra-parenthesis'],
    ['[«z-a»]', 'class-range'],
    ['[«[:foo:]»]', 'class-range'],
    [`[«[:${'x'.repeat(36)}:]»]`, 'class-range'],
    ['«\\pX»', 'class-range'],
    ['«(?P<a-b>»x)', 'group-name'],
    ['«(?#»x)', 'group-syntax'],
    ['«(?P»=n)', 'group-syntax'],
    ['\\101«(»a', 'open-group'],
    ['a«\ud800»', 'half-character'],
    [`«${'('.repeat(1500)}${')'.repeat(1500)}»`, 'depth'],
    [`«${'a'.repeat(longestPattern + 1)}»`, 'too-large'],
    [`«${'(?:a?){1000}'.repeat(30)}»`, 'too-large'],
    ['x«\\9»', 'backreference'],
    ['«(?P<a»', 'group-name'],
    ['[a]«(?>»a)', 'group-syntax'],
    [`«${'x{1000}'.repeat(11)}»`, 'too-large'],
    [`«${'(x|y){500}'.repeat(9)}»`, 'too-large'],
  ])('refuses %s as Go does: %s', (marked, reason) => {
    const start = marked.indexOf('«');
    const pattern = marked.replace(/[«»]/g, '');
    const compiled = compilePattern(pattern);
    expect(compiled).toMatchObject({ ok: false, reason, at: { start, end: marked.indexOf('»') - 1 } });
    const piece = marked.slice(start + 1, marked.indexOf('»'));
    const shown = piece.length > 40 ? `${piece.slice(0, 40)}…` : piece;
    const problem = compiled.ok ? '' : compiled.problem;
    expect(problem).toMatch(advice[reason] ?? /^$/);
    if (reason !== 'half-character') expect(problem.endsWith(`: ${shown}`)).toBe(true);
  });

  it.each([
    ['\\Z', /\\z or \$/],
    ['\\ux', /\\x\{…\}/],
    ['\\Ux', /\\x\{…\}/],
    ['\\y', /punctuation only/],
    ['a\\cu', /punctuation only/],
  ])('says what to write instead of %s', (pattern, instead) => {
    const compiled = compilePattern(pattern);
    expect(compiled.ok || compiled.problem).toMatch(instead);
  });

  it.each([
    ['(?<role>a)', 'xa', { start: 1, end: 2 }],
    ['(?P<n>a)(?P<n>b)', 'xab', { start: 1, end: 3 }],
    ['[(?P<n>]+', 'x(?P', { start: 1, end: 4 }],
    ['', 'abc', { start: 0, end: 0 }],
    ['a|ab', 'ab', { start: 0, end: 1 }],
    ['b+', 'abbb', { start: 1, end: 4 }],
    ['x{1000}', 'x'.repeat(1000), { start: 0, end: 1000 }],
    ['b', '😀b', { start: 2, end: 3 }],
    ['.', '😀', { start: 0, end: 2 }],
    ['b', '\ud800b', { start: 1, end: 2 }],
    ['(?i)ß|\\pL', '1é', { start: 1, end: 2 }],
    ['^a$', 'a\n', undefined],
  ])('finds %s in %j', (pattern, input, span) => {
    expect(find(pattern, input)).toEqual(span);
  });

  it.each([['(a+)+$'], ['(a|a)*b'], ['(a*)*b'], ['(.*)(.*)(.*)(.*)!$']])(
    'comes back from the hostile %s',
    (pattern) => {
      expect(find(pattern, `${'a'.repeat(100_000)}!x`)).toBeUndefined();
    },
  );

  it('answers whatever the pattern and the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyPattern, fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary' }),
        (pattern, text) => {
          const compiled = compilePattern(pattern);
          const { start, end } = (compiled.ok ? compiled.find(text) : compiled.at) ?? { start: 0, end: 0 };
          const within = compiled.ok ? text : pattern;
          expect([start >= 0, start <= end, end <= within.length]).toEqual([true, true, true]);
        },
      ),
    );
  });
});

describe('a pattern that was compiled', () => {
  it('may be as long and as large as it is said', () => {
    expect(compilePattern('a'.repeat(longestPattern)).ok).toBe(true);
    const [largest, larger] = [`${'x{1000}'.repeat(4)}x{999}y`, 'x{1000}'.repeat(5)];
    expect([costOf(largest), costOf(larger)]).toEqual([10_000, 10_001]);
    expect([compilePattern(largest).ok, compilePattern(larger).ok]).toEqual([true, false]);
  });

  it('may name a group twice, in either way to name one', () => {
    for (const pattern of ['(?<word>a)(?<word>b)', '(?P<word>a)(?P<word>b)', '((?<n>a))(?P<n>b)']) {
      const compiled = compilePattern(pattern);
      expect(compiled.ok && compiled.find('xab')).toEqual({ start: 1, end: 3 });
    }
  });

  it('is compiled once for all who ask, until there are many, or large ones', () => {
    const [small, large] = ['a|b', 'x{1000}'.repeat(4)];
    const [first, second] = [compilePattern(small), compilePattern(large)];
    expect(compilePattern(small)).toBe(first);
    expect(compilePattern(large)).toBe(second);
    for (let others = 0; others < 30; others++) compilePattern(`${large}y{${others}}`);
    expect(compilePattern(large)).not.toBe(second);
    expect(compilePattern(small)).not.toBe(first);
  });

  it('is compiled again when there were many others', () => {
    const small = 'a|b';
    const first = compilePattern(small);
    for (let others = 0; others < 2000; others++) compilePattern(`[a]${others}`);
    expect(compilePattern(small)).not.toBe(first);
    const again = compilePattern('[a]1999');
    expect(compilePattern('[a]1999')).toBe(again);
  });
});

describe('how much work it is to judge a pattern', () => {
  it('is nothing for one that nearly everybody writes, and little for one that is refused', () => {
    expect(effortOf('^arn:aws:sts::123456789012:assumed-role/ci/(.+)$')).toBe(0);
    expect(effortOf('a'.repeat(longestPattern + 1))).toBe(0);
    expect(effortOf('x{1000}'.repeat(6))).toBe(1);
    expect(effortOf('a|b')).toBe(costOf('a|b'));
  });
});

describe('quotePattern', () => {
  it('escapes what Go’s QuoteMeta escapes', () => {
    expect(quotePattern('a\\.+*?()|[]{}^$-/=,@_: é')).toBe(
      'a\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$-/=,@_: é',
    );
  });

  it('gives a pattern that fits its literal and nothing else', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(text, text, (literal, other) => {
        const pattern = `^${quotePattern(literal)}$`;
        expect(find(pattern, literal)).toEqual({ start: 0, end: literal.length });
        expect(find(pattern, other) !== undefined).toBe(other === literal);
      }),
    );
  });
});

describe('isAnchored', () => {
  it.each([
    ['^a$', true, true],
    ['\\Aa\\z', true, true],
    ['a', false, false],
    ['^a|b$', false, false],
    ['^a$|^b$', true, true],
    ['^(?:a|b)$', true, true],
    ['(^a|b)$', false, true],
    ['(^a|^b)c', true, false],
    ['(?m)^a$', false, false],
    ['(?m:^a)$', false, true],
    ['(?:^)?a$', false, true],
    ['(?:^)+a', true, false],
    ['\\^a\\$', false, false],
    ['[^a]', false, false],
    ['\\Q^a$\\E', false, false],
    ['^a(', false, false],
  ])('%s', (pattern, start, end) => {
    expect(isAnchored(pattern)).toEqual({ start, end });
  });
});

describe('anchorPattern', () => {
  it.each([
    ['^a$', '^a$'],
    ['a', '^a$'],
    ['^a', '^a$'],
    ['a$', '^a$'],
    ['a|b', '^(?:a|b)$'],
    ['^a|b$', '^(?:^a|b$)$'],
    ['^a$|^b$', '^a$|^b$'],
    ['(a|b)$', '^(a|b)$'],
  ])('%s as %s', (pattern, anchored) => {
    expect(anchorPattern(pattern)).toBe(anchored);
  });
});

describe('findParting', () => {
  it.each([
    ['^abc«»$', 'abc«d»'],
    ['^a«bc»$', 'a«xc»'],
    ['^abc«d»', 'abc«»'],
    ['^role/«runner»/x', 'role/«builder»/x'],
    ['^AROAX(.*):«name»$', 'AROAX:«other»'],
    ['^(?:alpha|bet«a»)/x', 'bet«x»'],
    ['^[a-z]+«/»x', 'abc«9»'],
    ['^a«\\+b»', 'a«ab»'],
    ['ab«c»', 'xxab«d»'],
    ['ab«c»', 'ab«d»:abe'],
    ['^a{2}«b»', 'aa«c»'],
    ['«a»', '«xyz»'],
    ['^(?i)a«B»', 'A«c»'],
    ['^x«😀»', 'x«😁»'],
    ['^x«😀y»', 'x«/»y'],
    ['^arn:«aws»:', 'arn:«cn»:'],
    ['^arn«:»aws', 'arn«/»aws'],
    ['^a«\\b»-', 'a«b»'],
    ['^a«\\B»', 'a«-b»'],
    ['^a-«\\B»b', 'a-«b»'],
    ['^a\\.«bc»/', 'a.«xy»/'],
    ['a\n(?m:^)«b»', 'a\n«c»'],
    ['(?m)^a«$»', 'a«b»'],
    ['(?m)^a$\nb«c»', 'a\nb«d»'],
    ['(?m)^a$«b»', 'a«»'],
    ['(?m)^a«^»b', 'a«b»'],
    ['^a\\B«c»', 'a«b»'],
    ['^a«b»*c', 'a«x»'],
    ['^(?:«ab»){3}', 'ab«x»'],
    ['^a(?:«\\b»|c)', 'a«b»'],
    ['^(?:ab){2}«c»', 'abab«d»'],
    ['^(?:ab){2,}«c»', 'ababab«d»'],
    ['^a{1,3}«c»', 'aaa«a»'],
    ['^a{0}«b»', '«a»'],
    ['^a*«b»', 'aaa«c»'],
    ['^a?«b»', 'a«a»'],
    ['^[ab]+«[cd]»x', 'abba«ex»'],
    ['^(?:x|y)«z»', 'y«x»'],
    ['^i-[0-9a-f]{3}«[0-9a-f]»$', 'i-123«»'],
    ['^a«.»b', 'a«\nb»'],
    ['«\\d»', '«ab»'],
    ['(?i)«é»', '«x»'],
  ])('%s and %s', (pattern, text) => {
    const parting = findParting(pattern.replace(/[«»]/g, ''), text.replace(/[«»]/g, ''));
    const place = (marked: string) => ({ start: marked.indexOf('«'), end: marked.indexOf('»') - 1 });
    const expected = place(pattern);
    expect(parting.matches).toBe(false);
    if (expected.start < expected.end) expect(parting.expected).toEqual(expected);
    else expect(parting.expected.start).toBe(expected.start);
    expect(parting.actual).toEqual(place(text));
  });

  it('agrees with Go on what matches', () => {
    const compiling = go.vectors.filter(({ compiles }) => compiles);
    expect(compiling.map(({ pattern, input }) => findParting(pattern, input).matches)).toEqual(
      compiling.map(({ match }) => match),
    );
  });

  it('follows a pattern as the matcher does', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', ':', '/', '.', '+', '1', '\n', '😀'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyPattern, text, (pattern, input) => {
        fc.pre(compilePattern(pattern).ok);
        const parting = findParting(pattern, input);
        expect(parting.matches).toBe(find(pattern, input) !== undefined);
        for (const [span, of] of [
          [parting.expected, pattern],
          [parting.actual, input],
        ] as const)
          expect([span.start >= 0, span.start <= span.end, span.end <= of.length]).toEqual([
            true,
            true,
            true,
          ]);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives up on what is too large to follow, and says so', () => {
    const { matches, expected, actual } = findParting('^(?:(?:a?){100}){10}$', 'a'.repeat(20_000));
    expect(matches).toBeUndefined();
    expect(expected.end).toBeLessThanOrEqual(21);
    expect(actual.start).toBeGreaterThan(0);
    expect(actual.end).toBe(20_000);
  });

  it('points behind both where the pattern is found, and to all of both where it cannot be read', () => {
    const ends = { matches: true, expected: { start: 1, end: 1 }, actual: { start: 3, end: 3 } };
    expect(findParting('b', 'abc')).toEqual(ends);
    const all = { matches: undefined, expected: { start: 0, end: 2 }, actual: { start: 0, end: 3 } };
    expect(findParting('(b', 'abc')).toEqual(all);
  });
});

describe('parsePattern', () => {
  it('leaves nothing open in a pattern that compiles', () => {
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        fc.pre(compilePattern(pattern).ok);
        expect(parsePattern(pattern)).toMatchObject({ open: [], extra: [] });
      }),
    );
  });
});
