import * as l10n from '@vscode/l10n';
import { ago } from '../age';
import type { Identity } from '../identity';
import { platformName, platformOfIdentity } from '../platform/platform';
import { visible } from '../text';
import { parentOf } from '../uidp';

/**
 * What a pick says of an identity beside its name: the folder that it is in, as far as its name is known, the account or
 * the platform that it trusts, and its last use.
 */
export function pickText(identity: Identity, folders: ReadonlyMap<string, string>, at: Date): string {
  const folder = folders.get(parentOf(identity.id) ?? '');
  const seen = identity.lastSeen ? l10n.t('seen {0}', ago(identity.lastSeen, at)) : l10n.t('never used');
  return [folder === undefined ? '' : visible(folder), trusted(identity), seen].filter(Boolean).join(' · ');
}

function trusted({ relationship }: Identity): string {
  if (relationship.kind === 'aws') return visible(relationship.match.account);
  const platform = platformOfIdentity(relationship);
  if (platform !== undefined) return platformName(platform);
  return relationship.kind === 'claims' ? l10n.t('claims') : '';
}
