import * as l10n from '@vscode/l10n';
import type { ClaimMatch } from '../../core/identity';
import { claimExplanationText } from '../../core/match/claimExplanation';
import { explainClaims } from '../../core/match/claims';
import type { NewClaimRule } from '../../core/match/newClaimRules';
import { redact } from '../../core/redact';
import { visible } from '../../core/text';
import type { ShownToken } from '../../core/token/shownToken';
import type { ReadOnlyDocuments, ReadOnlyText } from '../readOnlyDocuments';
import { settings } from '../settings';
import { explanationDocument, type ExplainedRules } from './document';
import { folded } from './page';

/** The rules to compare a token with, and where they are. */
export type ExplainedClaims = ExplainedRules<ClaimMatch, string, NewClaimRule>;

/** What a token says, and where it is from, in words. */
export interface KnownToken {
  readonly name: string;
  readonly shown: ShownToken;
}

/** Shows why these rules accept or refuse a token, with what can be done about it above. */
export async function showTokenExplanation(
  documents: ReadOnlyDocuments,
  explained: ExplainedClaims,
  token: KnownToken,
): Promise<void> {
  await documents.show(documentOf(explained, token));
}

function documentOf(explained: ExplainedClaims, { name, shown }: KnownToken): ReadOnlyText {
  const { unknown = [] } = explained;
  const explanation = explainClaims(explained.match, shown.claims, {
    issuerUrl: settings.issuerUrl(),
    unknown,
  });
  const changes = explanation.fields.flatMap(({ part, field, ...verdict }) =>
    verdict.verdict === 'cannot' && verdict.change ? [{ part, field, rule: verdict.change.rule }] : [],
  );
  const notSaid = l10n.t('not said');
  const text = redact(
    [
      `${l10n.t('Identity')}   ${visible(explained.name)}`,
      `${l10n.t('Defined')}    ${visible(explained.where)}`,
      `${l10n.t('Token')}      ${visible(shown.subject ?? notSaid)}`,
      `           ${l10n.t('issued by {0}', visible(shown.issuer ?? notSaid))}`,
      `           ${visible(name)}`,
      '',
      ...unknown.map((field) => `? ${l10n.t('Not known here: {0}', visible(field))}\n`),
      folded(claimExplanationText(explanation, { identityName: explained.name })),
      '',
    ].join('\n'),
  );
  return explanationDocument(explained, l10n.t('{0} with {1}', explained.name, name), text, changes);
}
