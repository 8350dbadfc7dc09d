import * as l10n from '@vscode/l10n';
import type { Span } from '../text';
import { parsePattern } from './syntax';

/** Why Go's `regexp.Compile` refuses a pattern. `half-character` and some `too-large` are this program's own reasons. */
export type PatternReason =
  | 'lookaround'
  | 'backreference'
  | 'escape'
  | 'trailing-backslash'
  | 'repeat-size'
  | 'nested-repeat'
  | 'repeat-nothing'
  | 'open-class'
  | 'open-group'
  | 'extra-parenthesis'
  | 'class-range'
  | 'group-name'
  | 'group-syntax'
  | 'depth'
  | 'half-character'
  | 'too-large'
  | 'other';

const reasons: Readonly<Record<string, PatternReason>> = {
  'invalid character class range': 'class-range',
  'invalid escape sequence': 'escape',
  'invalid named capture': 'group-name',
  'invalid or unsupported Perl syntax': 'group-syntax',
  'invalid nested repetition operator': 'nested-repeat',
  'invalid repeat count': 'repeat-size',
  'missing closing ]': 'open-class',
  'missing closing )': 'open-group',
  'missing argument to repetition operator': 'repeat-nothing',
  'trailing backslash at end of expression': 'trailing-backslash',
  'unexpected )': 'extra-parenthesis',
  'expression nests too deeply': 'depth',
  'expression too large': 'too-large',
};

/** The reason for re2js's description, which is in the words of Go's regexp/syntax, and the piece that it names. */
export function reasonOf(description: string, piece: string): PatternReason {
  const reason = reasons[description] ?? 'other';
  if (reason === 'escape') return /^\\[1-9k]/.test(piece) ? 'backreference' : reason;
  if (reason !== 'group-syntax' && reason !== 'group-name') return reason;
  return /^\(\?<?[=!]/.test(piece) ? 'lookaround' : reason;
}

/** The offending piece's place in `text`: re2js gives its text only. */
export function locateProblem(reason: PatternReason, text: string, piece: string): Span {
  const { tokens, open, extra } = parsePattern(text);
  const tokensOf = (...pieces: string[]) =>
    tokens.filter((token) => pieces.some((each) => text.startsWith(each, token)));
  const span = (start: number | undefined, length: number): Span => {
    const from = start ?? 0;
    return { start: from, end: Math.min(text.length, from + length) };
  };
  if (reason === 'trailing-backslash') return span(text.length - 1, 1);
  if (reason === 'open-group') return span(open[0], 1);
  if (reason === 'extra-parenthesis') return span(extra[0], 1);
  if (reason === 'lookaround')
    return span(tokensOf('(?=', '(?!', '(?<=', '(?<!')[0], piece.startsWith('(?<') ? 4 : 3);
  const inside = text.indexOf(piece);
  if (piece === '' || inside < 0) return span(0, text.length);
  return span(tokensOf(piece)[0] ?? inside, piece.length);
}

/** What is wrong and what to write instead, as a sentence that ends with `piece`. */
export function problemOf(reason: PatternReason, piece: string): string {
  switch (reason) {
    case 'lookaround':
      return l10n.t('Patterns here cannot look ahead or behind; say what the text is instead: {0}', piece);
    case 'backreference':
      return l10n.t('Patterns here cannot refer back to an earlier group; write its text again: {0}', piece);
    case 'escape':
      if (piece.startsWith('\\Z'))
        return l10n.t('This escape is unknown here; write \\z or $ for the end of the text: {0}', piece);
      if (/^\\[uU]/.test(piece))
        return l10n.t('This escape is unknown here; write a character by its number as \\x{…}: {0}', piece);
      return l10n.t('This escape is unknown here; a backslash goes before punctuation only: {0}', piece);
    case 'trailing-backslash':
      return l10n.t('The pattern ends in a backslash; write two for a backslash itself: {0}', piece);
    case 'repeat-size':
      return l10n.t('A repeat can be 1000 at most, in all, and its bounds in rising order: {0}', piece);
    case 'nested-repeat':
      return l10n.t('Two repeats stand one after the other; keep one or put a group between: {0}', piece);
    case 'repeat-nothing':
      return l10n.t(
        'There is nothing before this to repeat; put a backslash before it if it stands for itself: {0}',
        piece,
      );
    case 'open-class':
      return l10n.t(
        'A bracket is never closed; put a backslash before it if it stands for itself: {0}',
        piece,
      );
    case 'open-group':
      return l10n.t('A parenthesis is never closed; close it, or put a backslash before it: {0}', piece);
    case 'extra-parenthesis':
      return l10n.t('A parenthesis closes nothing; remove it, or put a backslash before it: {0}', piece);
    case 'class-range':
      return l10n.t('This is not a range or a class of characters that is known here: {0}', piece);
    case 'group-name':
      return l10n.t('A group’s name consists of letters, digits and _ between < and >: {0}', piece);
    case 'group-syntax':
      return l10n.t('This kind of group is unknown here; write (…) or (?:…): {0}', piece);
    case 'depth':
      return l10n.t('The pattern nests too deeply; write it with fewer groups: {0}', piece);
    case 'half-character':
      return l10n.t('The pattern has half of a character in it, which cannot be sent; remove it.');
    case 'too-large':
      return l10n.t('The pattern is too large to be checked here; shorten it or its repeats: {0}', piece);
    case 'other':
      return l10n.t('This pattern cannot be read; write it in RE2 syntax: {0}', piece);
  }
}
