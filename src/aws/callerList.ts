import type { Failure } from '../core/failure';
import type { Callers } from './callers';
import { chainOf, signInFailure } from './credentialFailure';
import type { FileProblem, Profile } from './profile';
import { readProfiles } from './profiles';
import { environmentSources, metadataAllowed, sourceId, type CredentialSource } from './sources';
import { signInOf } from './ssoToken';

/** A caller that could be asked, and what the files say of it. */
export interface CallerEntry {
  readonly id: string;
  readonly source: CredentialSource;
  readonly profile: Profile | undefined;
  /** Why it cannot call, as far as the files tell: a profile to correct, a sign-in that is over. */
  readonly problem: Failure | undefined;
  /** Whether asking it starts no program and asks nobody for a code. */
  readonly quiet: boolean;
}

/** Every caller that could be asked, in the order of {@link inOrder}, and the problems of the files. */
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
 * The one order of callers: the roles assumed in this window, what the environment gives, the profiles, instance
 * metadata. The preferred profile comes before other profiles, `first` before everything. Others stay as they were.
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
 * The callers to choose from. What was chosen last comes first, else the preferred profile.
 *
 * @param last the id of the source that was chosen last
 * @returns also the id of the one to begin with, which is the profile `default` where neither is there
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
 * Lists the callers. Instance metadata is among them unless it is turned off or has failed, since only asking tells
 * whether it answers. Files are read; no network is used and no program is started. What `callers` knows of profiles
 * that have changed is forgotten.
 *
 * @param at the time to tell by whether a sign-in is over
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
    quiet: isQuiet(source),
  });
  const ofProfile = async (profile: Profile): Promise<CallerEntry> => ({
    ...entry({ kind: 'profile', name: profile.name }),
    profile,
    problem: profile.problem ?? (await needsSignIn(chainOf(profile, named).at(-1) ?? profile)),
  });
  const instance = metadataAllowed() && callers.failure('instance') === undefined;
  const entries = [
    ...callers.assumed.map(entry),
    ...environmentSources().map(entry),
    ...(await Promise.all(profiles.map(ofProfile))),
    ...(instance ? [entry({ kind: 'instance' })] : []),
  ];
  return { entries: inOrder(entries, callers.preferred), problems };
}

async function signInProblem(root: Profile, at: Date): Promise<Failure | undefined> {
  const signIn = await signInOf(root, at);
  return signIn && signIn.state !== 'live' ? signInFailure(root, signIn.state === 'missing') : undefined;
}
