import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getIdentity, updateClaims } from '../chainguard/iam';
import { Failure } from '../core/failure';
import { claimMatchJson, claimMatchOf, type ClaimMatch, type Identity } from '../core/identity';
import { visible } from '../core/text';
import { isOpen, unknown } from './changeOnce';

/** What a live identity asks of a token, and what it is to ask instead. */
export interface ClaimChangeRequest {
  readonly connection: Connection;
  readonly id: string;
  /** The rules that the person has seen. */
  readonly seen: ClaimMatch;
  readonly wanted: ClaimMatch;
}

/**
 * Changes what an identity asks of a token, and nothing else of it, provided that its rules are still those that the
 * person has seen. If no answer comes, reads it again, because it may have been changed anyway.
 *
 * @throws Failure `invalid` where the rules have changed meanwhile, `mismatch` where it trusts no claims any more, and as
 *   `callApi`; nothing was changed then, unless the message says that the outcome is not known
 */
export async function changeClaims(
  { connection, id, seen, wanted }: ClaimChangeRequest,
  signal?: AbortSignal,
): Promise<Identity> {
  const identity = await getIdentity(connection, id, signal);
  if (!isSame(claimMatchOf(identity), seen)) {
    throw new Failure(
      'invalid',
      l10n.t(
        'The identity has changed in Chainguard meanwhile, so nothing was changed: {0}',
        visible(identity.name),
      ),
      { remedy: l10n.t('Explain it again, and look at its rules as they are now.') },
    );
  }
  try {
    return await updateClaims(connection, id, wanted, signal);
  } catch (error) {
    if (!isOpen(error)) throw error;
    const live = await getIdentity(connection, id).catch(() => undefined);
    const now = live?.relationship.kind === 'claims' ? live.relationship : undefined;
    if (live && now && isSame(now, wanted)) return live;
    if (now && isSame(now, seen)) throw error;
    throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(identity.name)));
  }
}

function isSame(one: ClaimMatch, other: ClaimMatch): boolean {
  return JSON.stringify(claimMatchJson(one)) === JSON.stringify(claimMatchJson(other));
}
