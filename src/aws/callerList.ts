import type { Failure } from '../core/failure';
import type { Callers } from './callers';
import { chainOf, signInFailure } from './credentialFailure';
import type { FileProblem, Profile } from './profile';
import { readProfiles } from './profiles';
import { environmentSources, sourceId, type CredentialSource } from './sources';
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

/** Every caller that can be seen without asking, and the problems of the files. */
interface CallerList {
  readonly entries: readonly CallerEntry[];
  readonly problems: readonly FileProblem[];
}

/**
 * Lists the callers: the roles assumed in this window, those of the environment, and every profile, the one that
 * `AWS_PROFILE` names first. Files are read; no network is used and no program is started. What `callers` knows of
 * profiles that have changed is forgotten.
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
  const entry = (source: CredentialSource): CallerEntry => ({
    id: sourceId(source),
    source,
    profile: undefined,
    problem: undefined,
    quiet: true,
  });
  const ofProfile = async (profile: Profile): Promise<CallerEntry> => {
    const chain = chainOf(profile, named);
    const root = chain.at(-1) ?? profile;
    return {
      ...entry({ kind: 'profile', name: profile.name }),
      profile,
      problem: profile.problem ?? (await needsSignIn(root)),
      quiet: root.method !== 'process' && chain.every(({ settings }) => settings['mfa_serial'] === undefined),
    };
  };
  const first = process.env['AWS_PROFILE'];
  const ordered = profiles.toSorted((a, b) => Number(b.name === first) - Number(a.name === first));
  return {
    entries: [
      ...callers.assumed.map(entry),
      ...environmentSources().map(entry),
      ...(await Promise.all(ordered.map(ofProfile))),
    ],
    problems,
  };
}

async function signInProblem(root: Profile, at: Date): Promise<Failure | undefined> {
  const signIn = await signInOf(root, at);
  return signIn && signIn.state !== 'live' ? signInFailure(root, signIn.state === 'missing') : undefined;
}
