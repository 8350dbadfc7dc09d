import * as l10n from '@vscode/l10n';
import type { Span } from '../text';
import type { RulesVerdict } from './verdict';

/** One rule of an identity beside what a caller or a token says to it. */
export interface ComparedPart {
  /** Tells it from the others of one explanation. */
  readonly id: string;
  readonly title: string;
  readonly rule: 'exact' | 'pattern' | 'unset' | 'default';
  readonly expected: string;
  readonly actual: string;
  readonly verdict: RulesVerdict;
  readonly sentence: string;
  /** Where the two part, if they do; `actual` is left out where the rule itself cannot be used. */
  readonly parts?: { readonly expected: Span; readonly actual: Span | undefined } | undefined;
  /** The smallest change to the rule, and whom else that lets in. */
  readonly change?: { readonly sentence: string; readonly alsoLetsIn: string } | undefined;
}

/** The sign of a rule's verdict. */
export function signOfRule(verdict: RulesVerdict): '✓' | '✗' | '?' {
  return ({ can: '✓', cannot: '✗', unknown: '?' } as const)[verdict];
}

/**
 * What is compared as plain text: a headline if there is one, each part, and how was matched.
 *
 * @param who what came from: the caller or the token, as a label
 */
export function comparisonText(
  head: string | undefined,
  parts: readonly ComparedPart[],
  who: string,
): string {
  const all = parts.flatMap((part) => [...partLines(part, who), '']);
  return [...(head === undefined ? [] : [head, '']), ...all, matchingAssumption()].join('\n');
}

/** The assumption behind every explanation, to be shown once with it. */
export function matchingAssumption(): string {
  return l10n.t(
    'Chainguard does not publish how it compares patterns. This takes them as Go does: RE2, found anywhere in the text unless anchored.',
  );
}

/**
 * The rule and what came, one above the other, with marks under the place where they part, and the change.
 *
 * @param who what came from: the caller or the token, as a label
 */
function partLines(part: ComparedPart, who: string): string[] {
  const { verdict, sentence, change } = part;
  const first = (line: string, index: number) =>
    index === 0 ? `${signOfRule(verdict)} ${line}` : `  ${line}`;
  if (verdict === 'can') return [...sentence.split('\n').map(first), `  ${printable(part.actual)}`];
  const expected = {
    exact: l10n.t('expected exactly'),
    pattern: l10n.t('expected pattern'),
    default: l10n.t('expected by default'),
    unset: l10n.t('expected'),
  }[part.rule];
  const width = Math.max(expected.length, who.length) + 4;
  const marked = (label: string, text: string, at: Span | undefined) => [
    `  ${label}`.padEnd(width) + printable(text),
    ...(at
      ? [
          ' '.repeat(width + printable(text.slice(0, at.start)).length) +
            '^'.repeat(Math.max(1, printable(text.slice(at.start, at.end)).length)),
        ]
      : []),
  ];
  return [
    ...sentence.split('\n').map(first),
    ...marked(expected, part.expected, part.parts?.expected),
    ...marked(who, part.actual, part.parts?.actual),
    ...(change ? [`  ${change.sentence}`, `  ${l10n.t('That also lets in: {0}', change.alsoLetsIn)}`] : []),
  ];
}

/** `text` with every character that is invisible or would move others as `\x{…}`. */
export function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}\u00a0]/gu,
    (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
