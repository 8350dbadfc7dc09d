import * as l10n from '@vscode/l10n';

/** The page's heading. The host paints it first, then the page draws the same. */
export function heading(editing: { readonly name: string } | null): string {
  return editing ? l10n.t('Edit {0}', editing.name) : l10n.t('New identity');
}

/** The sentence under the heading. */
export function lead(): string {
  return l10n.t('An identity in Chainguard, and who can assume it. Nothing is sent until you say so.');
}
