import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { Failure } from '../core/failure';
import type { Identity } from '../core/identity';
import { sameRules } from '../core/result/stale';
import type { Fixed } from '../core/result/result';
import { visible } from '../core/text';
import { awsIdentity, differencesToLive, editIdentity } from './editIdentity';

/**
 * Gives an identity the rules back that it had before a change, provided that it still has those that the change gave
 * it.
 *
 * @throws Failure as `awsIdentity`; `invalid` where its rules are others by now: nothing was changed then
 */
export async function undoEdit(
  connection: Connection,
  id: string,
  { before, after }: Fixed,
  signal?: AbortSignal,
): Promise<Identity> {
  const live = await awsIdentity(connection, id, signal);
  if (sameRules(live.match, before)) return live.identity;
  const { name, description } = live.identity;
  const request = { connection, id, name, description, match: before };
  const seen = await differencesToLive(request, signal);
  const edited = sameRules(live.match, after) ? await editIdentity(request, seen, signal) : undefined;
  if (edited?.kind === 'changed') return edited.identity;
  throw new Failure(
    'invalid',
    l10n.t('Its rules have been changed since, so nothing was undone: {0}', visible(name)),
    { remedy: l10n.t('Look at what they are now, and edit the identity.') },
  );
}
