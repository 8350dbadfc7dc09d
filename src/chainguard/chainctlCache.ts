import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { isCode } from '../net/lock';

/**
 * Where `chainctl` keeps the token of a sign-in: `<user cache>/chainguard/<audience>/oidc-token`, with dashes
 * for the audience's slashes, and on Windows for its colons (chainguard-dev/sdk auth/token/token.go; the user
 * cache is Go's `os.UserCacheDir`, which treats an empty variable as unset).
 */
export function chainctlTokenPath(
  audience: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string {
  const folder = audience.replaceAll('/', '-');
  return join(
    userCache(env, platform),
    'chainguard',
    platform === 'win32' ? folder.replaceAll(':', '-') : folder,
    'oidc-token',
  );
}

/**
 * Reads the token that `chainctl auth login` left for this audience; never writes.
 *
 * @returns the token's text as it stands in the file, trimmed, or `undefined` where there is no file
 * @throws Failure `signed-out` when there is a file and it cannot be read
 */
export async function readChainctlToken(audience: string): Promise<string | undefined> {
  const path = chainctlTokenPath(audience, process.env, process.platform);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    if (isCode(cause, 'ENOENT', 'ENOTDIR')) return undefined;
    throw new Failure('signed-out', l10n.t('The sign-in that chainctl left could not be read: {0}', path), {
      remedy: l10n.t('Check who may read the file, or run "chainctl auth login".'),
      cause,
    });
  }
}

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env['HOME'] || homedir();
  if (platform === 'win32')
    return env['LocalAppData'] || env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  const cache = env['XDG_CACHE_HOME'] ?? '';
  return isAbsolute(cache) ? cache : join(home, '.cache');
}
