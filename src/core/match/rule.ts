import type { Caller } from '../caller';
import type { AwsMatch, Rule } from '../identity';
import { testOf } from '../pattern/holds';
import { compilePattern, isAnchored } from '../pattern/pattern';
import { findParting, segment } from '../pattern/parting';
import type { Span } from '../text';
import { parsePattern } from '../pattern/syntax';

/** Whether a rule accepts `text`: by equality, or by a pattern that compiles and is found. `undefined` accepts nothing. */
export function ruleHolds(rule: Rule | undefined, text: string): boolean {
  return testOf(rule)(text);
}

/**
 * A test whether an identity accepts a caller, for many callers: `explain(match, caller).matches` without the
 * explanation. Compiles the patterns once, for the first caller of the identity's account.
 */
export function matcherOf(match: AwsMatch): (caller: Caller) => boolean {
  let rules: readonly [(arn: string) => boolean, (userId: string) => boolean] | undefined;
  return (caller) => {
    if (match.account !== caller.account) return false;
    rules ??= [testOf(match.arn), testOf(match.userId)];
    return rules[0](caller.arn) && rules[1](caller.userId);
  };
}

/**
 * The first place where `text` and a rule that does not accept it part, in both: from the first character that does
 * not fit up to the next `:` or `/`; empty at the end. UTF-16 offsets.
 */
export function rulePlace(rule: Rule, text: string): { readonly expected: Span; readonly actual: Span } {
  if (rule.kind === 'pattern') return findParting(rule.value, text);
  let start = 0;
  for (const character of rule.value) {
    if (!text.startsWith(character, start)) break;
    start += character.length;
  }
  return { expected: segment(rule.value, start), actual: segment(text, start) };
}

/** A stretch of a rule between two separators: one component of its ARN or user ID. */
export interface RulePart {
  /** The stretch as written. */
  readonly text: string;
  /** The one text that it fits, without escapes; `undefined` if it fits several. */
  readonly plain: string | undefined;
  readonly at: Span;
  /** Whether this stretch accepts the whole of `value`. */
  fits(value: string): boolean;
}

interface Atom extends Span {
  /** The character that it stands for, if it is a fixed one. */
  readonly character: string | undefined;
}

/** The parts of an ARN up to the resource's type, and the names between slashes after it. */
export type ArnParts = readonly [
  arn: RulePart,
  partition: RulePart,
  service: RulePart,
  region: RulePart,
  account: RulePart,
  type: RulePart,
  ...names: RulePart[],
];

/** The parts of a rule for an ARN; `undefined` if it is not written as one, say where a wildcard covers several parts. */
export function arnParts(rule: Rule): ArnParts | undefined {
  const known = partsKnown.get(rule);
  if (known) return known.parts;
  const split = splitAt(rule, (before) => (before < 5 ? ':' : '/'));
  const parts = split && isArn(split) ? split : undefined;
  partsKnown.set(rule, { parts });
  return parts;
}

function isArn(parts: readonly RulePart[]): parts is ArnParts {
  return parts.length >= 6 && parts[0]?.plain === 'arn';
}

const partsKnown = new WeakMap<Rule, { readonly parts: ArnParts | undefined }>();

/** A rule for a user ID, taken apart at its first colon: the unique id, then, if it has one, the session. */
export function userIdParts(rule: Rule): readonly RulePart[] | undefined {
  return splitAt(rule, (before) => (before < 1 ? ':' : undefined));
}

/**
 * A rule taken apart at separators that stand for themselves in it; `undefined` for a pattern that is not one sequence.
 *
 * @param separator the character at which the next part ends, by how many parts are complete; `undefined` for none
 */
export function splitAt(
  rule: Rule,
  separator: (before: number) => string | undefined,
): readonly RulePart[] | undefined {
  const atoms = rule.kind === 'exact' ? charactersOf(rule.value) : piecesOf(rule.value);
  if (!atoms) return undefined;
  const isOpen = rule.kind === 'pattern' && !isAnchored(rule.value).end;
  const runs: Atom[][] = [[]];
  const begins = [atoms[0]?.start ?? 0];
  for (const atom of atoms) {
    if (atom.character !== undefined && atom.character === separator(runs.length - 1)) {
      runs.push([]);
      begins.push(atom.end);
    } else runs.at(-1)?.push(atom);
  }
  return runs.map((run, index): RulePart => {
    const start = begins[index] ?? 0;
    const at = { start, end: run.at(-1)?.end ?? start };
    const text = rule.value.slice(at.start, at.end);
    const characters = run.map((atom) => atom.character);
    const plain = characters.includes(undefined) ? undefined : characters.join('');
    const open = isOpen && index === runs.length - 1;
    const fits = (value: string) => {
      if (plain !== undefined) return open ? value.startsWith(plain) : value === plain;
      return ruleHolds({ kind: 'pattern', value: `^(?:${text})${open ? '' : '$'}` }, value);
    };
    return { text, plain, at, fits };
  });
}

function charactersOf(text: string): readonly Atom[] {
  let start = 0;
  return Array.from(text, (character) => ({
    character,
    start,
    end: (start += character.length),
  }));
}

/** The pieces of a pattern between its anchors, if it is one sequence whose pieces mean the same on their own. */
function piecesOf(pattern: string): readonly Atom[] | undefined {
  if (!compilePattern(pattern).ok || /\\Q|\(\?[imsU-]+\)/.test(pattern)) return undefined;
  const { choices } = parsePattern(pattern);
  const [sequence = []] = choices;
  if (choices.length !== 1) return undefined;
  return sequence
    .filter((piece) => piece.kind !== 'assertion')
    .map((piece) => ({
      start: piece.start,
      end: piece.end,
      character: piece.kind === 'literal' ? piece.character : undefined,
    }));
}
