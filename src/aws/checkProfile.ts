import * as l10n from '@vscode/l10n';
import { parseArn } from '../core/arn';
import { sentences } from '../core/text';
import { headRemedy } from './difference';
import { CallerFailure, type Need } from './need';
import { longestChain } from './how';
import type { Draft } from './profile';
import {
  partitionOfRegion,
  problemWithDuration,
  problemWithExternalId,
  problemWithRoleArn,
  problemWithSessionName,
} from '../core/roleRules';

/**
 * The settings that AWS's SDK requires of a profile and of its sso-session, if it has one
 * (`@aws-sdk/credential-provider-sso`).
 */
const ssoSettings = {
  ofProfile: ['sso_account_id', 'sso_role_name'],
  ofSession: ['sso_start_url', 'sso_region'],
};
const credentialSources = ['EcsContainer', 'Ec2InstanceMetadata', 'Environment'];

/**
 * What is wrong with a profile as far as the files tell: a name that the SDK does not read, a chain that
 * leads nowhere or back to itself, a role, session name, external ID or duration that AWS would refuse, an
 * sso-session that is not there or lacks something. `undefined` where nothing is wrong.
 *
 * @param profiles all profiles by name
 * @param sessions the settings of all `sso-session` sections by name
 */
export function checkProfile(
  profile: Draft,
  profiles: ReadonlyMap<string, Draft>,
  sessions: ReadonlyMap<string, Readonly<Record<string, string | undefined>>>,
): CallerFailure | undefined {
  const { name, settings, at } = profile;
  const place = `${at.file}:${at.line}`;
  const broken = (need: Need, problem: string, remedy?: string) =>
    new CallerFailure('no-credentials', need, problem, {
      remedy: remedy ?? l10n.t('Correct it here: {0}', place),
    });
  const fix = (problem: string) => broken({ kind: 'fix', at }, problem);

  if (!profile.readable) {
    return broken(
      { kind: 'fix', at },
      l10n.t("AWS's SDK for JavaScript does not read this profile where it stands: {0}", name),
      sentences(headRemedy(name, profile.file), l10n.t('Correct it here: {0}', place)),
    );
  }
  if (profile.method === 'sso') {
    const session = settings['sso_session'];
    const shared = session === undefined ? settings : sessions.get(session);
    if (session !== undefined && !shared) {
      return fix(l10n.t('The profile {0} names an sso-session that does not exist: {1}', name, session));
    }
    const missing = [
      ...ssoSettings.ofProfile.filter((key) => !settings[key]),
      ...ssoSettings.ofSession.filter((key) => !shared?.[key]),
    ];
    return missing.length === 0
      ? undefined
      : fix(l10n.t('The profile {0} gives no credentials without: {1}', name, missing.join(', ')));
  }
  if (profile.method !== 'assume-role' && profile.method !== 'web-identity') return undefined;

  const setting = (key: string, problemWith: (value: string) => string | undefined) => {
    const value = settings[key];
    const problem = value === undefined ? undefined : problemWith(value);
    return problem === undefined ? undefined : fix(`${name}, ${key}: ${problem}`);
  };
  const wrong =
    setting('role_arn', (value) => problemWithRoleArn(value, partitionOf(profile, profiles))) ??
    setting('role_session_name', problemWithSessionName) ??
    setting('external_id', problemWithExternalId) ??
    setting('duration_seconds', problemWithDuration);
  if (wrong || profile.method === 'web-identity') return wrong;

  const { source_profile: from, credential_source: source } = settings;
  if (from !== undefined && source !== undefined) {
    return fix(l10n.t('The profile {0} has both source_profile and credential_source; take one away.', name));
  }
  if (source !== undefined && !credentialSources.includes(source)) {
    return fix(l10n.t('credential_source is one of {0}, not: {1}', credentialSources.join(', '), source));
  }
  if (from === undefined && source === undefined) {
    return fix(l10n.t('The profile {0} has a role_arn, and no source_profile to assume it with.', name));
  }
  return chainProblem(profile, profiles, broken);
}

function chainProblem(
  profile: Draft,
  profiles: ReadonlyMap<string, Draft>,
  broken: (need: Need, problem: string, remedy?: string) => CallerFailure,
): CallerFailure | undefined {
  const visited = [profile.name];
  for (let step = profile; ;) {
    const next = step.method === 'assume-role' ? step.settings['source_profile'] : undefined;
    if (next === undefined || visited.length > longestChain) return undefined;
    const found = profiles.get(next);
    if (!found) {
      return broken(
        { kind: 'source-profile', name: next, at: step.at },
        l10n.t('The profile {0} starts from a profile that does not exist: {1}', step.name, next),
      );
    }
    // Keys end a chain, even those of a profile that names itself.
    if (found.hasKeys) return undefined;
    if (found.method === 'none' && next !== step.name) {
      return broken(
        { kind: 'fix', at: found.at },
        l10n.t('The profile {0} starts from a profile that gives no credentials: {1}', step.name, next),
        l10n.t('Write keys, a role or a sign-in into it here: {0}', `${found.at.file}:${found.at.line}`),
      );
    }
    if (visited.includes(next)) {
      const profiles = [...visited.slice(visited.indexOf(next)), next];
      return broken(
        { kind: 'loop', profiles, at: profile.at },
        l10n.t('The chain of profiles comes back to itself: {0}', profiles.join(' → ')),
      );
    }
    visited.push(next);
    step = found;
  }
}

/**
 * The partition that a profile asks in, told by its region or by the first of its source profiles that tells.
 */
function partitionOf(profile: Draft, profiles: ReadonlyMap<string, Draft>): string | undefined {
  const seen = new Set<string>();
  for (let step: Draft | undefined = profile; step && !seen.has(step.name) && seen.size <= longestChain;) {
    seen.add(step.name);
    const region: string | undefined = step.settings['region'];
    const own = region === undefined ? undefined : partitionOfRegion(region);
    if (own !== undefined) return own;
    const role = step === profile ? undefined : parseArn(step.settings['role_arn'] ?? '');
    if (role) return role.partition;
    step = profiles.get(step.settings['source_profile'] ?? '');
  }
  return undefined;
}
