import * as l10n from '@vscode/l10n';
import { copy } from '../progress';
import type { ReadOnlyText } from '../readOnlyDocuments';

/** The rules to compare somebody with, and where they are. */
export interface ExplainedRules<Match, Field, Change> {
  readonly name: string;
  readonly match: Match;
  /** Fields whose values are filled in elsewhere, so that nothing can be said about them. */
  readonly unknown?: readonly Field[];
  /** Tells these rules from all others. */
  readonly id: string;
  /** Where the rules are, in words. */
  readonly where: string;
  /** How to apply the changes that would let them in. */
  readonly apply?: { readonly title: string; readonly run: (changes: readonly Change[]) => unknown };
}

/** The document of an explanation, with what can be done about it above. */
export function explanationDocument<Change>(
  { id, apply }: Pick<ExplainedRules<unknown, unknown, Change>, 'id' | 'apply'>,
  title: string,
  text: string,
  changes: readonly Change[],
): ReadOnlyText {
  const copied = l10n.t('The explanation is on the clipboard. Nothing secret is in it.');
  const actions = [
    { id: 'copy', title: `$(copy) ${l10n.t('Copy for a Ticket')}`, run: () => copy(text, copied) },
    ...(apply && changes.length > 0
      ? [{ id: 'apply', title: `$(lightbulb) ${apply.title}`, run: () => apply.run(changes) }]
      : []),
  ];
  return { name: `${title}.explanation`, id: `explain ${id}`, text, actions: () => actions };
}
