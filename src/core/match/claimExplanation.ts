import * as l10n from '@vscode/l10n';
import type { ClaimExplanation } from './claims';
import { claimTitle } from './claimName';
import { comparisonText, type ComparedPart, printable } from './sideBySide';
import type { RulesVerdict } from './verdict';

/** The fields of an explanation, each beside what the token says. */
export function claimParts({ fields }: ClaimExplanation): readonly ComparedPart[] {
  return fields.map((field) => {
    const { part: kind, field: name, rule, expected, actual, sentence, verdict } = field;
    const part = {
      id: kind === 'claim' ? `claim ${name}` : kind,
      title: claimTitle(kind, name),
      ...{ rule, expected, actual, sentence, verdict },
    };
    if (field.verdict !== 'cannot') return part;
    const parts = {
      expected: field.expectedAt,
      actual: field.cause.kind === 'refused' ? undefined : field.actualAt,
    };
    return { ...part, parts, change: field.change };
  });
}

/**
 * An explanation as plain text for a ticket, as `explanationText` has it for a caller. Contains what the token says to
 * the rules, and not the token.
 */
export function claimExplanationText(
  explanation: ClaimExplanation,
  about: { identityName?: string } = {},
): string {
  const { identityName: name } = about;
  const head = name === undefined ? undefined : headline(explanation.verdict, printable(name));
  return comparisonText(head, claimParts(explanation), l10n.t('token'));
}

function headline(verdict: RulesVerdict, name: string): string {
  switch (verdict) {
    case 'can':
      return l10n.t('Whoever has this token can assume the identity: {0}', name);
    case 'cannot':
      return l10n.t('Whoever has this token cannot assume the identity: {0}', name);
    case 'unknown':
      return l10n.t('Whether this token is enough to assume the identity is not known: {0}', name);
  }
}
