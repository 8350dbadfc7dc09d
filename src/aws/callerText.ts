import * as l10n from '@vscode/l10n';
import { principalOf, principalText } from '../core/caller';
import { asFailure } from '../core/failure';
import { sentences, visible } from '../core/text';
import { formatTimeLeft, timeLeft } from '../core/token/countdown';
import type { CallerEntry } from './callerList';
import type { Callers, KnownCaller } from './callers';
import { needOf, type Need, type Place } from './need';
import type { Profile } from './profile';
import { roleName, sourceName, type CredentialSource } from './sources';

/** What a row or a pick says about a caller. */
export interface CallerDescription {
  /** Its name; of a profile the bare name. */
  readonly label: string;
  /** Who it is, that AWS is being asked, what it needs, or how it gets its credentials, in a few words. */
  readonly text: string;
  /** All that is known about it, in lines. */
  readonly tooltip: string;
  readonly state: 'asking' | 'broken' | 'known' | 'unasked';
  /** Why it cannot call, as far as asking it or the files tell. */
  readonly problem: unknown;
  /** What mends it, where it cannot call. */
  readonly mend: Mend | undefined;
}

/** What mends a caller: to sign in to AWS, an MFA code, to correct its files, or to ask again. */
export type Mend = 'sign-in' | 'mfa-code' | 'files' | 'again';

/**
 * Describes a caller by what is known about it.
 *
 * @param at the time from which a role's time left is counted
 */
export function describeCaller(entry: CallerEntry, callers: Callers, at: Date): CallerDescription {
  const { id, source, profile } = entry;
  const known = callers.known(id);
  const asking = callers.asking(id);
  const problem = known ? undefined : (callers.failure(id) ?? entry.problem);
  const text = () => {
    if (known) {
      const who = knownText(known, source.kind === 'assumed' ? at : undefined);
      return entry.differences.some(({ caller }) => caller)
        ? l10n.t('{0} · the AWS CLI reads it differently', who)
        : who;
    }
    if (asking) return l10n.t('asking AWS…');
    if (problem !== undefined) return failureText(problem);
    return profile ? methodText(profile) : '';
  };
  return {
    label: labelOf(source),
    text: text(),
    tooltip: tooltipOf(entry, known, problem),
    state: asking ? 'asking' : problem !== undefined ? 'broken' : known ? 'known' : 'unasked',
    problem,
    mend: problem === undefined ? undefined : mendOf(problem),
  };
}

function mendOf(problem: unknown): Mend | undefined {
  const need = needOf(problem);
  if (need === undefined) return asFailure(problem).kind === 'cancelled' ? undefined : 'again';
  return need.kind === 'sign-in' || need.kind === 'mfa-code' ? need.kind : 'files';
}

function labelOf(source: CredentialSource): string {
  if (source.kind === 'profile') return visible(source.name);
  if (source.kind === 'assumed') return roleName(source.role.roleArn);
  const name = sourceName(source);
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

function tooltipOf(
  { source, profile, differences }: CallerEntry,
  known: KnownCaller | undefined,
  problem: unknown,
): string {
  const failure = problem === undefined ? undefined : asFailure(problem);
  const places = profile?.places.map(({ file, line }) => `${file}:${line}`) ?? [];
  return [
    sourceName(source),
    profile ? methodText(profile) : '',
    known?.caller.arn ?? '',
    failure ? [failure.message, failure.remedy].filter(Boolean).join('\n') : '',
    ...differences.map(({ at, text, remedy }) => `${sentences(text, remedy)}\n${placeText(at)}`),
    places.length > 1 ? l10n.t('Written {0} times; the later values win:', places.length) : '',
    ...places,
  ]
    .filter(Boolean)
    .map((line) => line.split('\n').map(visible).join('\n'))
    .join('\n');
}

function placeText({ file, line }: Place): string {
  return line > 0 ? `${file}:${line}` : file;
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

/** How a profile gets its credentials, as the files tell. */
function methodText({ method, settings }: Profile): string {
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
