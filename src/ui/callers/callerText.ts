import * as l10n from '@vscode/l10n';
import type { CallerEntry } from '../../aws/callerList';
import type { Callers, KnownCaller } from '../../aws/callers';
import { needOf, type Need } from '../../aws/need';
import type { Profile } from '../../aws/profile';
import { roleName, sourceName, type CredentialSource } from '../../aws/sources';
import { principalOf, principalText } from '../../core/caller';
import { asFailure } from '../../core/failure';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';

/** What a caller's row and a picker call it: a profile by its bare name. */
export function callerLabel(source: CredentialSource): string {
  if (source.kind === 'profile') return visible(source.name);
  if (source.kind === 'assumed') return roleName(source.role.roleArn);
  const name = sourceName(source);
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

/**
 * What is known of a caller, in a few words: who it is, that AWS is being asked, what it needs, or how it gets its
 * credentials.
 */
export function callerText(
  entry: Pick<CallerEntry, 'id' | 'profile' | 'problem' | 'source'>,
  callers: Callers,
): string {
  const known = callers.known(entry.id);
  if (known) return knownText(known, entry.source.kind === 'assumed' ? new Date() : undefined);
  if (callers.asking(entry.id)) return l10n.t('asking AWS…');
  const failure = callers.failure(entry.id) ?? entry.problem;
  if (failure !== undefined) return failureText(failure);
  return entry.profile ? methodText(entry.profile) : '';
}

/** Who a caller is, such as `assumed-role/Dev/kim · 123456789012`, with the time left where `at` is given. */
function knownText({ caller, expiration }: KnownCaller, at?: Date): string {
  const who = `${visible(principalText(principalOf(caller)))} · ${caller.account}`;
  if (!at || !expiration) return who;
  const left = timeLeft(expiration, at);
  return `${who} · ${left > 0 ? l10n.t('{0} left', formatTimeLeft(left)) : l10n.t('expired')}`;
}

function failureText(error: unknown): string {
  const need = needOf(error);
  if (need) return needText(need);
  const failure = asFailure(error);
  return failure.kind === 'cancelled' ? l10n.t('not asked') : failure.message;
}

/** What a caller needs, as a row says it. */
function needText(need: Need): string {
  switch (need.kind) {
    case 'sign-in':
      return need.how === 'sso' ? l10n.t('sign in to SSO') : l10n.t('sign in with: aws login');
    case 'mfa-code':
      return l10n.t('MFA code needed');
    case 'expired':
      return l10n.t('expired');
    case 'source-profile':
      return l10n.t('no such source profile: {0}', visible(need.name));
    case 'loop':
      return l10n.t('profiles in a loop: {0}', visible(need.profiles.join(' → ')));
    case 'fix':
      return need.at ? l10n.t('to correct: line {0}', need.at.line) : l10n.t('to correct');
  }
}

/** How a profile gets its credentials, told from the files. */
export function methodText({ method, settings }: Profile): string {
  switch (method) {
    case 'keys':
      return l10n.t('access key');
    case 'assume-role': {
      const from = settings['source_profile'] ?? settings['credential_source'] ?? '';
      const mfa = settings['mfa_serial'] === undefined ? '' : ` · ${l10n.t('MFA')}`;
      return `${l10n.t('role {0} through {1}', roleName(settings['role_arn'] ?? ''), visible(from))}${mfa}`;
    }
    case 'web-identity':
      return l10n.t('role {0} with a web identity token', roleName(settings['role_arn'] ?? ''));
    case 'process':
      return l10n.t('program');
    case 'sso':
      return [l10n.t('SSO'), settings['sso_role_name'], settings['sso_account_id']]
        .filter(Boolean)
        .map((part) => visible(part ?? ''))
        .join(' · ');
    case 'login':
      return l10n.t('console sign-in');
    case 'none':
      return l10n.t('no credentials');
  }
}
