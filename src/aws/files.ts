import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { Failure, isFailure } from '../core/failure';
import { contentOf } from '../net/replaceFile';
import { awsPaths } from './paths';
import type { AwsFileKind } from './sections';

/**
 * The path that the AWS CLI makes of a variable: it expands `~` and `$NAME` (Python's `os.path.expandvars` and
 * `expanduser`), where AWS's SDK expands `~/` alone.
 */
function cliPath(value: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const isWindows = platform === 'win32';
  const expanded = value
    .replaceAll(
      /\$(?:\{([^}]*)\}|(\w+))/g,
      (whole, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? whole,
    )
    .replaceAll(/%([^%]+)%/g, (whole, name: string) => (isWindows ? env[name] : undefined) ?? whole);
  const home = env[isWindows ? 'USERPROFILE' : 'HOME'] || homedir();
  return /^~(?:$|[/\\])/.test(expanded) ? join(home, expanded.slice(1)) : expanded;
}

/** Where AWS's SDK and the CLI look for a file in two places. */
export function pathProblems(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): { file: string; line: undefined; problem: string }[] {
  const paths = awsPaths(env);
  const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;
  return (['config', 'credentials'] as const).flatMap((kind) => {
    const value = env[variables[kind]];
    const theirs =
      value === '' ? l10n.t('nothing') : cliPath(value ?? join('~', '.aws', kind), env, platform);
    if (theirs === paths[kind]) return [];
    const name = value === undefined ? 'HOME' : variables[kind];
    const problem = l10n.t(
      "{0} leads AWS's SDK for JavaScript to {1}, and the AWS CLI to {2}. Write a whole path into it.",
      name,
      paths[kind],
      theirs,
    );
    return [{ file: paths[kind], line: undefined, problem }];
  });
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
      const content = await contentOf(path);
      return { kind, path, text: content?.bytes.toString('utf8') ?? '', unreadable: undefined };
    } catch (error) {
      if (isFailure(error)) return { kind, path, text: '', unreadable: error.message };
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      const missing = code === 'ENOENT' || code === 'ENOTDIR';
      return { kind, path, text: '', unreadable: missing ? undefined : whyUnreadable(code) };
    }
  };
  return Promise.all([read('config'), read('credentials')]);
}

function whyUnreadable(code: unknown): string {
  if (code === 'EACCES' || code === 'EPERM') return l10n.t('You may not read this file.');
  return l10n.t(
    'This file could not be read ({0}).',
    typeof code === 'string' ? code : l10n.t('unknown reason'),
  );
}

/**
 * Makes sure that AWS's SDK, which reads whatever it finds, does not wait for a pipe for ever.
 *
 * @throws Failure `invalid` where one of the shared files is there and is not a regular file
 */
export async function requireRegularFiles(): Promise<void> {
  const { config, credentials } = awsPaths();
  for (const path of [config, credentials]) {
    const there = await stat(path).catch(() => undefined);
    if (!there || there.isFile()) continue;
    throw new Failure('invalid', l10n.t('This is not a regular file: {0}', path), {
      remedy: l10n.t(
        'Put a file there, or name another one in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE.',
      ),
    });
  }
}

/** Lets AWS's SDK find the sso-sessions of a config file whose path begins with `~/`, where it does not expand it. */
export async function expandConfigPath(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const path = env['AWS_CONFIG_FILE'];
  if (!path?.startsWith('~/')) return;
  const { externalDataInterceptor } = await import('@smithy/core/config');
  externalDataInterceptor.interceptFile(
    path,
    (await contentOf(awsPaths(env).config))?.bytes.toString('utf8') ?? '',
  );
}
