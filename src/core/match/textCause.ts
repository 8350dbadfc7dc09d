import type { TextCause } from './cause';
import type { Rule } from '../identity';
import { replace } from '../text';
import { quotePattern } from '../pattern/pattern';
import { parsePattern, type Piece, withoutPieces } from '../pattern/syntax';
import { ruleHolds } from './rule';

/** The single change to the rule's text (white space, case, a backslash, the other field) that would make it accept `actual`. */
export function textCause(rule: Rule, actual: string): TextCause | undefined {
  const { kind, value } = rule;
  const cures = (fixed: string) => fixed !== value && ruleHolds({ kind, value: fixed }, actual);
  if (cures(value.trim())) return { kind: 'white-space', where: 'around', fixed: value.trim() };
  const dense = value.replace(/\s/g, '');
  if (cures(dense)) return { kind: 'white-space', where: 'inside', fixed: dense };
  if (kind === 'exact') {
    if (value.toLowerCase() === actual.toLowerCase()) return { kind: 'case' };
    if (cures(value.replace(/\\(.)/gsu, '$1'))) return { kind: 'escaped' };
    const isPattern = /[\\*+?()[\]{}|^$]/.test(value);
    return isPattern && ruleHolds({ kind: 'pattern', value }, actual) ? { kind: 'exact-pattern' } : undefined;
  }
  if (cures(`(?i)${value}`)) return { kind: 'case' };
  return unescapedCause(value, actual);
}

/** Finds a `+`, `*` or `?` after a plain character that was probably meant as itself. */
function unescapedCause(value: string, actual: string): TextCause | undefined {
  const places: Extract<Piece, { kind: 'repeat' }>[] = [];
  const collect = (pieces: readonly Piece[]): void => {
    for (const piece of pieces) {
      if (piece.kind === 'group') piece.choices.forEach(collect);
      if (piece.kind !== 'repeat') continue;
      if (piece.of.kind === 'literal') places.push(piece);
      else collect([piece.of]);
    }
  };
  parsePattern(value).choices.forEach(collect);
  const operator = ({ of, end }: (typeof places)[number]) => ({ start: of.end, end });
  for (const chosen of [...places.slice(0, 20).map((place) => [place]), places]) {
    const [first, ...more] = chosen.map(operator);
    if (!first) continue;
    const fixed = [first, ...more]
      .sort((a, b) => b.end - a.end)
      .reduce((text, at) => replace(text, at, quotePattern(value.slice(at.start, at.end))), value);
    if (ruleHolds({ kind: 'pattern', value: fixed }, actual))
      return { kind: 'unescaped', character: value.slice(first.start, first.end), fixed };
  }
  return undefined;
}

/** The cause that a pattern's form shows if its components show none: too many anchors, or plain text. */
export function patternCause(rule: Rule, actual: string): TextCause | undefined {
  if (rule.kind === 'exact') return undefined;
  const without = (...anchors: readonly string[]) =>
    ruleHolds({ kind: 'pattern', value: withoutAnchors(rule.value, anchors) }, actual);
  if (without('text-start')) return { kind: 'anchors', side: 'start' };
  if (without('text-end')) return { kind: 'anchors', side: 'end' };
  if (without('text-start', 'text-end')) return { kind: 'anchors', side: 'both' };
  return /[\\*+?()[\]{}|^$]/.test(rule.value) ? undefined : { kind: 'plain-text' };
}

function withoutAnchors(pattern: string, anchors: readonly string[]): string {
  const drop = (pieces: readonly Piece[]): Piece[] =>
    pieces.flatMap((piece) => {
      if (piece.kind === 'assertion') return anchors.includes(piece.asserts) ? [piece] : [];
      return piece.kind === 'group' ? piece.choices.flatMap(drop) : [];
    });
  return withoutPieces(pattern, parsePattern(pattern).choices.flatMap(drop));
}
