import * as l10n from '@vscode/l10n';

/** The page's heading. The host paints it first, then the page draws the same. */
export function heading(editing: { readonly name: string } | null): string {
  return editing ? l10n.t('Edit {0}', editing.name) : l10n.t('New AWS identity');
}

/** The sentence under the heading. */
export function lead(): string {
  return l10n.t('An identity in Chainguard that an AWS caller can assume. Nothing is sent until you say so.');
}
