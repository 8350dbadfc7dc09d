import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the two shared files are, and the folders in which signing in leaves a session. */
export interface AwsPaths {
  readonly config: string;
  readonly credentials: string;
  readonly ssoCache: string;
  readonly loginCache: string;
}

/**
 * The paths that AWS's SDK uses. Honours `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` and
 * `AWS_LOGIN_CACHE_DIRECTORY`, and takes a leading `~/` for the home folder.
 */
export function awsPaths(env: NodeJS.ProcessEnv = process.env): AwsPaths {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  const inHome = (...path: string[]) => join(home, '.aws', ...path);
  const at = (value: string | undefined, otherwise: string) =>
    value ? (value.startsWith('~/') ? join(home, value.slice(2)) : value) : otherwise;
  return {
    config: at(env['AWS_CONFIG_FILE'], inHome('config')),
    credentials: at(env['AWS_SHARED_CREDENTIALS_FILE'], inHome('credentials')),
    ssoCache: inHome('sso', 'cache'),
    loginCache: at(env['AWS_LOGIN_CACHE_DIRECTORY'], inHome('login', 'cache')),
  };
}
