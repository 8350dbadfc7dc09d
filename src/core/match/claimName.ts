import * as l10n from '@vscode/l10n';
import { visible } from '../text';
import type { ClaimPart } from './claimCause';

/** What a rule is for, within a sentence: `issuer`, or `claim` and the claim's name. */
export function claimName(part: ClaimPart, field: string): string {
  return {
    issuer: l10n.t('issuer'),
    subject: l10n.t('subject'),
    audience: l10n.t('audience'),
    claim: l10n.t('claim {0}', visible(field)),
  }[part];
}

/** The same as a label. */
export function claimTitle(part: ClaimPart, field: string): string {
  return {
    issuer: l10n.t('Issuer'),
    subject: l10n.t('Subject'),
    audience: l10n.t('Audience'),
    claim: l10n.t('Claim {0}', visible(field)),
  }[part];
}
