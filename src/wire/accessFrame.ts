import * as l10n from '@vscode/l10n';

/** The page's heading. The host paints it first, then the page draws the same with what the identities are those of. */
export function accessHeading(of: string): string {
  return of === '' ? l10n.t('Who can assume what') : l10n.t('Who can assume what: {0}', of);
}

/** The sentence under the heading. */
export function accessLead(): string {
  return l10n.t('Worked out on this machine from the rules of each identity. AWS is asked nothing.');
}
