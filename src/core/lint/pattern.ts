import * as l10n from '@vscode/l10n';
import { isAccount, parseArn } from '../arn';
import { parseUserId, principalOf } from '../caller';
import type { RuleField } from '../field';
import type { Rule } from '../identity';
import { askForAnySession, type Problem, type Remedy, setPattern } from './facts';
import { excerpt, replace, type Span, whole } from '../text';
import { anchorPattern, compilePattern, isAnchored, quotePattern } from '../pattern/pattern';
import type { PatternReason } from '../pattern/problem';
import { type Assertion, parsePattern, type Piece, withoutPieces } from '../pattern/syntax';
import { arnParts, userIdParts } from '../match/rule';

/** A problem that lies in a pattern's text alone, and the patterns that solve it. */
export interface TextProblem extends Pick<Problem, 'rule' | 'at' | 'message'> {
  readonly patterns: readonly { readonly title: string; readonly value: string; readonly widens?: true }[];
}

/** Finds patterns that cannot be read, are open at an end, or are no patterns, by their text alone. */
export function patternProblems(part: RuleField, rule: Rule): Problem[] {
  const ofText = textProblems(rule.value).map(({ patterns, ...problem }): Problem => ({
    ...problem,
    part,
    remedies: patterns.map(({ title, value, widens }) => ({
      ...setPattern(part, title, value),
      ...(widens && { widens }),
    })),
  }));
  if (ofText.some((problem) => problem.rule === 'not-re2')) return ofText;
  return [...ofText, ...literalProblems(part, rule.value), ...unescapedProblems(part, rule)];
}

/** Finds patterns that cannot be read or are open at an end, whatever they are for. */
export function textProblems(pattern: string): TextProblem[] {
  const compiled = compilePattern(pattern);
  if (compiled.ok) return anchorProblems(pattern);
  const readable = repaired(pattern, compiled.reason, compiled.at);
  const tries = new Set(readable.flatMap((value) => [value, anchorPattern(value)]));
  const patterns = [...tries].map((value) => ({
    title: l10n.t('Write the pattern as: {0}', value),
    value,
    widens: true as const,
  }));
  return [{ rule: 'not-re2', at: compiled.at, message: compiled.problem, patterns }];
}

/** What the author of a pattern that Go refuses probably meant. */
function repaired(pattern: string, reason: PatternReason, at: Span): string[] {
  const piece = pattern.slice(at.start, at.end);
  const by = (text: string) => [replace(pattern, at, text)];
  if (reason === 'escape') {
    if (piece.startsWith('\\Z')) return by(`\\z${piece.slice(2)}`);
    const code = /^\\u([0-9a-fA-F]{4})/.exec(pattern.slice(at.start))?.[1];
    if (code === undefined) return [];
    return [replace(pattern, { start: at.start, end: at.start + 6 }, `\\x{${code}}`)];
  }
  if (reason === 'nested-repeat') return by(piece.charAt(0));
  if (reason === 'repeat-nothing') return piece === '*' ? by('.*') : by(`\\${piece}`);
  if (reason === 'extra-parenthesis') return by('\\)');
  return reason === 'group-syntax' && pattern.startsWith('(?>', at.start)
    ? [pattern.replace('(?>', '(?:')]
    : [];
}

function anchorProblems(pattern: string): TextProblem[] {
  const shown = excerpt(pattern);
  const { start, end } = isAnchored(pattern);
  if (start && end) return [];
  const at = whole(pattern);
  const wrapped = grouped(pattern);
  if (wrapped !== undefined) {
    const message = l10n.t('The anchors bind to one alternative only: {0}', shown);
    const patterns = [{ title: l10n.t('Group the alternatives: {0}', wrapped), value: wrapped }];
    return [{ rule: 'alternation-anchor', at, message, patterns }];
  }
  const message = start
    ? l10n.t('The pattern has no $ at its end, so longer texts fit as well: {0}', shown)
    : end
      ? l10n.t('The pattern has no ^ at its start, so longer texts fit as well: {0}', shown)
      : l10n.t('The pattern has no ^ and no $, so it fits anywhere in a text: {0}', shown);
  const anchored = anchorPattern(pattern);
  const patterns = [{ title: l10n.t('Anchor the pattern: {0}', anchored), value: anchored }];
  return [{ rule: 'unanchored', at, message, patterns }];
}

/** `^a|b$` as `^(?:a|b)$`; `undefined` when no alternative has an anchor at its edge. */
function grouped(pattern: string): string | undefined {
  const { choices } = parsePattern(pattern);
  if (choices.length < 2) return undefined;
  const isEdge = (piece: Piece | undefined, asserts: Assertion) =>
    piece?.kind === 'assertion' && piece.asserts === asserts;
  const edges = choices.flatMap((choice) => [
    ...choice.slice(0, 1).filter((piece) => isEdge(piece, 'text-start')),
    ...choice.slice(-1).filter((piece) => isEdge(piece, 'text-end')),
  ]);
  if (edges.length === 0) return undefined;
  return `^(?:${withoutPieces(pattern, edges)})$`;
}

/** Characters of names in AWS: IAM user guide, "IAM and STS quotas"; STS API reference, RoleSessionName. */
const plainName = /^[\w+=,.@/-]+$/;

/** Whether a text is an ARN or a user ID itself, and not a pattern. */
export function isPlain(part: RuleField, text: string): boolean {
  if (part === 'arn') {
    const arn = parseArn(text);
    return arn !== undefined && plainName.test(arn.resource) && principalOf(arn).kind !== 'unknown';
  }
  const { id, session } = parseUserId(text);
  return (isAccount(id) || /^A[A-Z0-9]{8,}$/.test(id)) && (session === undefined || plainName.test(session));
}

function literalProblems(part: RuleField, pattern: string): Problem[] {
  if (!isPlain(part, pattern)) return [];
  const shown = excerpt(pattern);
  const quoted = `^${quotePattern(pattern)}$`;
  const exact: Remedy = {
    title: l10n.t('Make it the exact value'),
    sets: { [part]: { kind: 'exact', value: pattern } },
  };
  const remedies = [exact, setPattern(part, l10n.t('Anchor and escape it: {0}', quoted), quoted)];
  if (part === 'userId' && /^AROA[A-Z0-9]+$/.test(pattern))
    remedies.push(askForAnySession(part, `^${pattern}:(.+)$`));
  const message =
    part === 'arn'
      ? l10n.t('This is a plain ARN in a pattern’s field: {0}', shown)
      : l10n.t('This is a plain user ID in a pattern’s field: {0}', shown);
  return [{ rule: 'literal-as-pattern', part, at: whole(pattern), message, remedies }];
}

/** Finds a dot or a plus between plain characters of a role's, a session's or a user's name. */
function unescapedProblems(part: RuleField, rule: Rule): Problem[] {
  const pattern = rule.value;
  const shown = excerpt(pattern);
  const names = part === 'arn' ? (arnParts(rule)?.slice(6) ?? []) : (userIdParts(rule)?.slice(1) ?? []);
  const places = names.flatMap(({ text, at }) =>
    inName(text).map((index) => ({ start: at.start + index, end: at.start + index + 1 })),
  );
  const [first] = places;
  if (!first) return [];
  const escaped = places.reduceRight(
    (value, { start }) => `${value.slice(0, start)}\\${value.slice(start)}`,
    pattern,
  );
  const character = pattern.slice(first.start, first.end);
  const message =
    character === '.'
      ? l10n.t('A dot in a name fits any character here: {0}', shown)
      : l10n.t('A plus in a name repeats the character before it here: {0}', shown);
  const remedy = setPattern(part, l10n.t('Put a backslash before it: {0}', escaped), escaped);
  // Without the backslash, a dot fits the dot as well; a plus never fits a plus.
  const widens = places.some(({ start }) => pattern.charAt(start) === '+');
  const remedies: Remedy[] = [{ ...remedy, ...(widens && { widens }) }];
  return [{ rule: 'unescaped', part, at: first, message, remedies }];
}

/** Where a dot or a plus stands between plain characters of a pattern for a name. */
export function inName(name: string): number[] {
  const [sequence = []] = parsePattern(name).choices;
  return sequence.flatMap((piece, index) => {
    const next = sequence[index + 1];
    if (next?.kind !== 'literal' && !isPlus(next, name)) return [];
    if (isPlus(piece, name)) return [piece.end - 1];
    const before = sequence[index - 1];
    const isDot = piece.kind === 'class' && name.slice(piece.start, piece.end) === '.';
    return isDot && (before?.kind === 'literal' || isPlus(before, name)) ? [piece.start] : [];
  });
}

/** Whether a piece is a plain character followed by a plus. */
function isPlus(piece: Piece | undefined, name: string): boolean {
  if (piece?.kind !== 'repeat' || piece.of.kind !== 'literal') return false;
  return name.slice(piece.of.end, piece.end) === '+';
}
