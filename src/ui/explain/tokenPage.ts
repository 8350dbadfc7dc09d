import * as l10n from '@vscode/l10n';
import type { ClaimMatch } from '../../core/identity';
import { claimExplanationText } from '../../core/match/claimExplanation';
import { explainClaims } from '../../core/match/claims';
import type { NewClaimRule } from '../../core/match/newClaimRules';
import { redact } from '../../core/redact';
import { visible } from '../../core/text';
import type { ShownToken } from '../../core/token/shownToken';
import { copy } from '../progress';
import type { DocumentAction, ReadOnlyDocuments, ReadOnlyText } from '../readOnlyDocuments';
import { settings } from '../settings';
import { folded } from './page';

/** The rules to compare a token with, and where they are. */
export interface ExplainedClaims {
  readonly name: string;
  readonly match: ClaimMatch;
  /** Fields whose values are filled in elsewhere, so that nothing can be said about them. */
  readonly unknown?: readonly string[];
  /** Tells these rules from all others. */
  readonly id: string;
  /** Where the rules are, in words. */
  readonly where: string;
  /** How to apply the changes that would let the token in. */
  readonly apply?: { readonly title: string; readonly run: (changes: readonly NewClaimRule[]) => unknown };
}

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
  await documents.show(explanationDocument(explained, token));
}

function explanationDocument(explained: ExplainedClaims, { name, shown }: KnownToken): ReadOnlyText {
  const { unknown = [], apply } = explained;
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
  const copied = l10n.t('The explanation is on the clipboard. Nothing secret is in it.');
  const actions: DocumentAction[] = [
    { id: 'copy', title: `$(copy) ${l10n.t('Copy for a Ticket')}`, run: () => copy(text, copied) },
    ...(apply && changes.length > 0
      ? [{ id: 'apply', title: `$(lightbulb) ${apply.title}`, run: () => apply.run(changes) }]
      : []),
  ];
  return {
    name: `${l10n.t('{0} with {1}', explained.name, name)}.explanation`,
    id: `explain ${explained.id}`,
    text,
    actions: () => actions,
  };
}
