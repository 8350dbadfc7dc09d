import * as l10n from '@vscode/l10n';
import { asFailure, Failure } from '../core/failure';
import { problemWithRoleArn } from '../core/roleRules';
import { visible } from '../core/text';
import type { Callers } from './callers';
import { chainOf, signInFailure } from './credentialFailure';
import type { Difference } from './bothReadings';
import { environmentDifferences } from './environment';
import type { FileProblem, Profile } from './profile';
import { readProfiles, requireProfile } from './profiles';
import {
  environmentSources,
  metadataAllowed,
  profileOf,
  sourceId,
  sourceName,
  type AssumedSource,
  type CredentialSource,
} from './sources';
import { signInOf } from './ssoToken';

/** A caller that can be asked, and what the files say about it. */
export interface CallerEntry {
  readonly id: string;
  readonly source: CredentialSource;
  readonly profile: Profile | undefined;
  /** Why it cannot call, as far as the files tell: a broken profile, an expired sign-in. */
  readonly problem: Failure | undefined;
  /** What the AWS CLI reads differently of it. */
  readonly differences: readonly Difference[];
  /** Whether asking it starts no program and asks nobody for a code. */
  readonly quiet: boolean;
}

/** Every caller that can be asked, as {@link inOrder} sorts them, and the problems of the files. */
interface CallerList {
  readonly entries: readonly CallerEntry[];
  readonly problems: readonly FileProblem[];
}

const ranks: Readonly<Record<CredentialSource['kind'], number>> = {
  assumed: 0,
  environment: 1,
  'web-identity': 1,
  container: 1,
  profile: 2,
  instance: 3,
};

/**
 * Sorts callers in their one order: the roles assumed in this window, what the environment gives, the
 * profiles, instance metadata. The preferred profile comes before other profiles, `first` before everything.
 * The rest keep their order.
 */
export function inOrder<Entry extends Pick<CallerEntry, 'id' | 'source'>>(
  entries: readonly Entry[],
  preferred: string | undefined,
  first?: string,
): Entry[] {
  const rank = ({ id, source }: Entry) =>
    id === first ? -1 : 2 * ranks[source.kind] + Number(id !== preferred);
  return entries.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The callers to choose from: the last choice first, else the preferred profile.
 *
 * @param last the id of the source that was chosen last
 * @returns the callers, and as `first` the id of the one to begin with: the last choice, the preferred
 *   profile, the profile `default`, or else the first caller
 */
export async function offerCallers(
  callers: Callers,
  at: Date,
  last?: string,
): Promise<{ readonly entries: readonly CallerEntry[]; readonly first: string | undefined }> {
  const { entries } = await listCallers(callers, at);
  const has = (id: string | undefined) => entries.some((entry) => entry.id === id);
  const named = [last, callers.preferred].find(has);
  const first = named ?? (has('profile:default') ? 'profile:default' : entries[0]?.id);
  return { entries: inOrder(entries, callers.preferred, named), first };
}

/**
 * Lists the callers, including instance metadata unless it is turned off or has failed, since only asking tells whether
 * it answers. Reads files; uses no network and starts no program. Makes `callers` forget profiles that have changed.
 *
 * @param at tells whether a sign-in has expired
 */
export async function listCallers(callers: Callers, at: Date): Promise<CallerList> {
  const { profiles, problems } = await readProfiles();
  callers.settle(profiles);
  const signIns = new Map<string, Promise<Failure | undefined>>();
  const named = new Map(profiles.map((profile) => [profile.name, profile]));
  const needsSignIn = (root: Profile) => {
    const asked = signIns.get(root.name) ?? signInProblem(root, at);
    signIns.set(root.name, asked);
    return asked;
  };
  const isQuiet = (source: CredentialSource): boolean => {
    if (source.kind === 'assumed') return source.role.mfaSerial === undefined && isQuiet(source.from);
    const profile = source.kind === 'profile' ? named.get(source.name) : undefined;
    return (profile ? chainOf(profile, named) : []).every(
      ({ method, settings }) => method !== 'process' && settings['mfa_serial'] === undefined,
    );
  };
  const entry = (source: CredentialSource): CallerEntry => ({
    id: sourceId(source),
    source,
    profile: undefined,
    problem: undefined,
    differences: source.kind === 'environment' ? environmentDifferences() : [],
    quiet: isQuiet(source),
  });
  const ofProfile = async (profile: Profile): Promise<CallerEntry> => ({
    ...entry({ kind: 'profile', name: profile.name }),
    profile,
    differences: eachOnce(chainOf(profile, named).flatMap(({ differences }) => differences)),
    problem: profile.problem ?? (await needsSignIn(chainOf(profile, named).at(-1) ?? profile)),
  });
  const failed = callers.failure('instance');
  const instance = metadataAllowed() && (failed === undefined || asFailure(failed).kind === 'cancelled');
  const entries = [
    ...callers.assumed.map(entry),
    ...environmentSources().map(entry),
    ...(await Promise.all(profiles.map(ofProfile))),
    ...(instance ? [entry({ kind: 'instance' })] : []),
  ];
  return { entries: inOrder(entries, callers.preferred), problems };
}

/** A file that is refused says so once, however many profiles of a chain stand in it. */
function eachOnce(differences: readonly Difference[]): Difference[] {
  return [...new Map(differences.map((one) => [`${one.at.file}:${one.at.line}:${one.text}`, one])).values()];
}

async function signInProblem(root: Profile, at: Date): Promise<Failure | undefined> {
  const signIn = await signInOf(root, at);
  return signIn && signIn.state !== 'live' ? signInFailure(root, signIn.state === 'missing') : undefined;
}

/** A role that could be assumed, and where it is known from, in words. */
export interface KnownRole {
  readonly roleArn: string;
  readonly from: string;
}

/**
 * The roles that could be assumed, each once: those assumed in this window, then those of profiles.
 *
 * @param partition the caller's, if known: roles of other partitions are left out
 */
export function rolesToAssume(
  assumed: readonly AssumedSource[],
  profiles: readonly Profile[],
  partition: string | undefined,
): KnownRole[] {
  const known = new Map<string, string>();
  for (const { role } of assumed) known.set(role.roleArn, l10n.t('assumed in this window'));
  for (const { name, settings } of profiles) {
    const arn = settings['role_arn'];
    if (arn !== undefined) known.set(arn, l10n.t('profile {0}', visible(name)));
  }
  return [...known]
    .filter(([roleArn]) => problemWithRoleArn(roleArn, partition) === undefined)
    .map(([roleArn, from]) => ({ roleArn, from }));
}

/**
 * The profile that signs in to AWS for a caller: its own, or the root of its chain of roles.
 *
 * @throws Failure `no-credentials` where the caller has no profile, `invalid` where that profile does not
 *   sign in
 */
export async function signInProfile(source: CredentialSource): Promise<Profile> {
  const profile = await requireProfile(profileOf(source) ?? '');
  const { profiles } = await readProfiles();
  const root = chainOf(profile, new Map(profiles.map((one) => [one.name, one]))).at(-1);
  if (root?.method === 'sso' || root?.method === 'login') return root;
  throw new Failure('invalid', l10n.t('This caller does not sign in: {0}', sourceName(source)), {
    remedy: l10n.t('Only profiles of IAM Identity Center (SSO) and of "aws login" do.'),
  });
}
