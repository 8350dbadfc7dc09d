import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { AwsFileKind } from './sections';

/** Where the two shared files are, and the folders in which signing in leaves a session. */
interface AwsPaths {
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

/** A shared file as it was read: its text, or why there is none. A file that does not exist is empty. */
interface AwsFile {
  readonly kind: AwsFileKind;
  readonly path: string;
  readonly text: string;
  readonly unreadable: string | undefined;
}

/** Reads both shared files. Never throws: a file that cannot be read says why. */
export async function readAwsFiles(): Promise<readonly [config: AwsFile, credentials: AwsFile]> {
  const paths = awsPaths();
  const read = async (kind: AwsFileKind): Promise<AwsFile> => {
    const path = paths[kind];
    try {
      return { kind, path, text: await readFile(path, 'utf8'), unreadable: undefined };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      const missing = code === 'ENOENT' || code === 'ENOTDIR';
      return { kind, path, text: '', unreadable: missing ? undefined : whyUnreadable(code) };
    }
  };
  return Promise.all([read('config'), read('credentials')]);
}

function whyUnreadable(code: unknown): string {
  if (code === 'EACCES' || code === 'EPERM') return l10n.t('You may not read this file.');
  if (code === 'EISDIR') return l10n.t('This is a folder, not a file.');
  return l10n.t(
    'This file could not be read ({0}).',
    typeof code === 'string' ? code : l10n.t('unknown reason'),
  );
}
