import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';
import type { ShownToken } from '../core/token/shownToken';

/** A fact as people read it. */
export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

/** What an identity token says that decides where it is accepted, and until when. Nothing secret is in it. */
export function tokenFacts(token: ShownToken, region?: string): readonly Fact[] {
  const { issuer, subject, audiences, expiresAt, aws } = token;
  const notSaid = l10n.t('not said');
  const facts: (readonly [id: string, label: string, value: string | undefined])[] = [
    ['issuer', l10n.t('Issuer'), issuer ?? notSaid],
    ['subject', l10n.t('Subject'), subject ?? notSaid],
    ['audience', l10n.t('Audience'), audiences.length > 0 ? audiences.join(', ') : notSaid],
    ['account', l10n.t('AWS account'), aws?.account],
    ['organization', l10n.t('AWS organization'), aws?.organization],
    ['expires', l10n.t('Expires'), expiresAt?.toISOString() ?? notSaid],
    ['region', l10n.t('Asked in region'), region],
  ];
  return facts.flatMap(([id, label, value]) =>
    value === undefined ? [] : [{ id, label, value: visible(value) }],
  );
}
