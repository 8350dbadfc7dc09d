import * as l10n from '@vscode/l10n';
import { fieldTitle } from '../../core/field';
import { claimMatchOf, type Identity } from '../../core/identity';
import { claimDifferences, withClaimRules, type NewClaimRule } from '../../core/match/newClaimRules';
import { visible } from '../../core/text';
import { changeClaims } from '../../flows/changeClaims';
import { runCommand } from '../commands';
import { cancellable } from '../progress';
import { askModal, requireTrust, tell } from '../prompts';
import type { Sessions } from '../session/session';

/**
 * Changes what an identity in Chainguard asks of a token, after the person has seen the differences and agreed.
 *
 * @returns the changed identity; `undefined` where the person did not agree
 * @throws Failure `denied` in Restricted Mode, `signed-out`, and as `changeClaims`
 */
export async function changeLiveClaims(
  sessions: Sessions,
  identity: Identity,
  rules: readonly NewClaimRule[],
): Promise<Identity | undefined> {
  requireTrust();
  const { connection } = await sessions.require();
  const seen = claimMatchOf(identity);
  const wanted = withClaimRules(seen, rules);
  const change = l10n.t('Change');
  const notSet = l10n.t('not set');
  const detail = claimDifferences(seen, wanted)
    .map(
      ({ field, claim, before, after }) =>
        `${fieldTitle(field, claim)}\n  − ${visible(before || notSet)}\n  + ${visible(after || notSet)}`,
    )
    .join('\n\n');
  const question = l10n.t('Change this identity in Chainguard: {0}', visible(identity.name));
  if ((await askModal(question, detail, change)) !== change) return undefined;
  const changed = await cancellable(l10n.t('Changing the identity'), (signal) =>
    changeClaims({ connection, id: identity.id, seen, wanted }, signal),
  );
  await runCommand('assumable.refreshIdentities');
  void tell(l10n.t('Changed in Chainguard: {0}', visible(changed.name)));
  return changed;
}
