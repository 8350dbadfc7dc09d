import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { condition, op } from '../../../../src/core/access/instructions';
import { machineOf } from '../../../../src/core/access/ofRule';
import type { Rule } from '../../../../src/core/identity';
import type { Program } from '../../../../src/core/pattern/pattern';
import { ruleHolds } from '../../../../src/core/match/rule';
import { pattern } from './matches';

const work = () => ({ left: 10_000_000 });

function accepts(rule: Rule | undefined, text: string): boolean {
  const machine = machineOf(rule);
  const all = work();
  let state = machine.start;
  for (const character of text) state = machine.step(state, character.charCodeAt(0), all);
  return machine.accepts(state, all);
}

const pieces = [
  'a',
  'B',
  'k',
  '.',
  '^',
  '$',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '[^b]',
  '\\w',
  '\\pN',
  '7',
  '-',
  '(?i:k)',
];
const joints = ['*', '+', '?', '{2}', '{0,2}', '|', '', ''];
const flags = ['', '', '', '(?i)', '(?m)', '(?s)', '(?U)', '(?im)'];
const anyPattern = fc
  .tuple(
    fc.constantFrom(...flags),
    fc.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...joints)), { maxLength: 8 }),
  )
  .map(([flag, all]) => flag + all.map((each) => each.join('')).join(''));
const anyText = fc.string({ unit: fc.constantFrom(...Array.from('abBkK7-_')), maxLength: 7 });

describe('a machine', () => {
  it('accepts what the matcher accepts, for every pattern', () => {
    fc.assert(
      fc.property(anyPattern, fc.array(anyText, { minLength: 8, maxLength: 8 }), (value, texts) => {
        const rule = pattern(value);
        expect(texts.map((text) => accepts(rule, text))).toEqual(texts.map((text) => ruleHolds(rule, text)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['an exact value', { kind: 'exact', value: 'ab' }, ['ab'], ['', 'a', 'abc', 'AB']],
    ['an empty exact value', { kind: 'exact', value: '' }, [''], ['a']],
    ['an exact value beyond ASCII', { kind: 'exact', value: 'a\u017f' }, [], ['as', 'a']],
    ['a rule that is not set', undefined, [], ['', 'a']],
    ['a pattern that cannot be read', pattern('('), [], ['', '(']],
    ['an empty pattern', pattern(''), ['', 'a'], []],
    ['a pattern that is found anywhere', pattern('b'), ['b', 'abc'], ['', 'ac']],
    ['anchors of one alternative each', pattern('^a|b$'), ['ax', 'xb'], ['xa', 'bx']],
    ['anchors of lines', pattern('(?m)^a$'), ['a'], ['ba', 'ab']],
    ['a line break', pattern('^a\\n$'), [], ['a']],
    ['upper and lower case', pattern('(?i)^kS$'), ['ks', 'KS'], ['k']],
    ['characters that fold to ASCII', pattern('(?i)^\u212a$'), ['k', 'K'], ['x']],
    ['the edges of words', pattern('\\bab\\b'), ['ab', 'x-ab-x'], ['xab', 'ab_']],
    ['digits of every script', pattern('^\\pN$'), ['7'], ['a']],
    ['an end before the end', pattern('a$b'), [], ['ab', 'a']],
    ['a begin after the begin', pattern('a^b'), [], ['ab', 'b']],
  ] as const)('takes %s as the matcher does', (_, rule, good, bad) => {
    expect(good.filter((text) => !accepts(rule, text))).toEqual([]);
    expect(bad.filter((text) => accepts(rule, text))).toEqual([]);
    for (const text of [...good, ...bad]) expect(accepts(rule, text)).toBe(ruleHolds(rule, text));
  });

  it('leads characters of one class to the same state', () => {
    fc.assert(
      fc.property(anyPattern, anyText, (value, text) => {
        const machine = machineOf(pattern(value));
        const all = work();
        let state = machine.start;
        for (const character of text) state = machine.step(state, character.charCodeAt(0), all);
        const ways = new Map<number | undefined, Set<number>>();
        for (let code = 0x20; code < 0x7f; code++) {
          const of = machine.classes[code];
          ways.set(of, (ways.get(of) ?? new Set()).add(machine.step(state, code, all)));
        }
        expect([...ways.values()].filter(({ size }) => size > 1)).toEqual([]);
      }),
    );
  });

  it('uses up its work', () => {
    const all = { left: 100 };
    const machine = machineOf(pattern('x.{40}y'));
    for (let state = machine.start, index = 0; index < 40; index++) state = machine.step(state, 120, all);
    expect(all.left).toBeLessThan(0);
  });
});

describe('the instructions of re2js', () => {
  const programOf = (text: string) => (RE2JS.compile(text).re2() as { readonly prog: Program }).prog;
  const lines = (text: string) => programOf(text).toString();
  const numbers = (text: string) => programOf(text).inst.map(({ op: kind }) => kind);

  it.each([
    ['a|bc', 'alt', op.alt],
    ['(a)', 'cap', op.capture],
    ['^', 'empty', op.emptyWidth],
    ['a', 'fail', op.fail],
    ['a', 'match', op.match],
    ['[ab]', 'rune', op.rune],
    ['a', 'rune1', op.rune1],
    ['(?s).', 'any', op.runeAny],
    ['.', 'anynotnl', op.runeAnyNotNewline],
    ['(?:)', 'nop', op.nop],
  ])('have in %s the name %s under our number', (text, name, number) => {
    const names = lines(text)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /^\S+\s+(\w+)/.exec(line)?.[1]);
    expect(names).toContain(name);
    expect(numbers(text)[names.indexOf(name)]).toBe(number);
  });

  it.each([
    ['(?m)^', condition.beginLine],
    ['(?m)$', condition.endLine],
    ['\\A', condition.beginText],
    ['\\z', condition.endText],
    ['\\b', condition.wordBoundary],
    ['\\B', condition.noWordBoundary],
  ])('say by a number what %s asks', (text, number) => {
    expect(lines(text)).toContain(`empty ${number} ->`);
  });
});
