import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../net/send';
import { awsPaths } from './paths';
import type { Profile } from './profile';

/** The state of a sign-in, as far as the cache tells. */
export type SignIn =
  /** There is no session, or it is over and cannot be renewed. */
  { readonly state: 'missing' | 'over' } | { readonly state: 'live'; readonly until: Date };

const SsoToken = v.object({ expiresAt: v.string(), refreshToken: v.optional(v.string()) });
const LoginToken = v.object({
  accessToken: v.object({ expiresAt: v.string() }),
  refreshToken: v.optional(v.string()),
});

/**
 * The state of the session that a profile signs in with, read from AWS's own cache: `sso/cache/<SHA-1 of the
 * sso-session's name or the start URL>.json`, `login/cache/<SHA-256 of login_session>.json`. A session that can be
 * renewed counts as live. `undefined` for a profile that needs no sign-in.
 */
export async function signInOf(profile: Profile, at: Date): Promise<SignIn | undefined> {
  const { ssoCache, loginCache } = awsPaths();
  const hash = (algorithm: string, text: string) =>
    `${createHash(algorithm).update(text).digest('hex')}.json`;
  if (profile.method === 'sso') {
    const id = profile.settings['sso_session'] ?? profile.settings['sso_start_url'];
    if (id === undefined) return undefined;
    const found = v.safeParse(SsoToken, await readJson(join(ssoCache, hash('sha1', id))));
    return stateOf(found.success ? found.output : undefined, at);
  }
  const session = profile.settings['login_session'];
  if (profile.method !== 'login' || session === undefined) return undefined;
  const found = v.safeParse(LoginToken, await readJson(join(loginCache, hash('sha256', session))));
  if (!found.success) return { state: 'missing' };
  const { accessToken, refreshToken } = found.output;
  return stateOf({ expiresAt: accessToken.expiresAt, refreshToken }, at);
}

/**
 * Whether somebody has signed in since `before`. A session that looks live may have been revoked or fail to
 * renew, so only a different one counts.
 */
export function hasSignedIn(before: SignIn | undefined, now: SignIn | undefined): boolean {
  if (now?.state !== 'live') return false;
  return before?.state !== 'live' || before.until.getTime() !== now.until.getTime();
}

function stateOf(
  token: { expiresAt: string; refreshToken?: string | undefined } | undefined,
  at: Date,
): SignIn {
  const until = token && new Date(token.expiresAt);
  if (!token || !until || Number.isNaN(until.getTime())) return { state: 'missing' };
  return until > at || token.refreshToken ? { state: 'live', until } : { state: 'over' };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
