import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile } from '../net/replaceFile';
import { Failure } from '../core/failure';
import { isRegistry } from '../core/token/tokenUse';
import { parseJson } from '../net/send';

/**
 * The file that Docker reads: `$DOCKER_CONFIG/config.json`, or `.docker/config.json` in the home directory. Docker
 * ignores an empty variable.
 */
export function dockerConfigPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  // Git's shells on Windows set HOME to a path that only they read.
  const home = env[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
  return join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json');
}

/**
 * @throws Failure `invalid` for an audience other than the registry's, because only the registry's tokens are
 *   passwords
 */
export function requireRegistry(audience: string): void {
  if (isRegistry(audience)) return;
  throw new Failure(
    'invalid',
    l10n.t('Docker needs a token for the registry. This one is for: {0}', audience),
    {
      remedy: l10n.t('Get one for cgr.dev with "Get Token for Another Audience".'),
    },
  );
}

const Members = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const Config = v.pipe(
  Members,
  v.looseObject({
    auths: v.optional(Members),
    credHelpers: v.optional(Members),
    credsStore: v.optional(v.string()),
  }),
);

/**
 * Writes a registry's password into a Docker configuration and keeps everything else in it. The file is replaced in one
 * step, readable by its owner alone; a link to it stays a link.
 *
 * @param user Chainguard's registry takes `_token` (chainguard-dev/sdk auth/ggcr/keychain.go)
 * @throws Failure `invalid` when the file is not a Docker configuration, or Docker would ask a credential helper
 *   instead; `unexpected` when the file cannot be read or written, or somebody else changed it meanwhile. Nothing was
 *   changed then.
 */
export async function writeDockerAuth(
  path: string,
  registry: string,
  user: string,
  password: string,
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  await withLock(`${target}.lock`, (lock) => write(lock, target, path, registry, `${user}:${password}`));
}

async function write(
  lock: Lock,
  target: string,
  path: string,
  registry: string,
  credentials: string,
): Promise<void> {
  const before = await contentOf(target).catch((cause: unknown) => {
    throw new Failure('unexpected', l10n.t('The Docker configuration could not be read: {0}', path), {
      remedy: l10n.t('Check who may read it. Nothing was changed.'),
      cause,
    });
  });
  const config = read(path, before?.toString('utf8'));
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  if (typeof helper === 'string' && helper !== '') {
    throw new Failure('invalid', l10n.t('Docker keeps its passwords with a credential helper: {0}', helper), {
      remedy: l10n.t('Copy the "docker login" command instead. The file was left as it is: {0}', path),
    });
  }
  const auth = Buffer.from(credentials).toString('base64');
  const next = { ...config, auths: { ...config.auths, [registry]: { auth } } };
  const text = `${JSON.stringify(next, undefined, '\t')}\n`;
  const replaced = await replaceFile(lock, target, before, text, 0o600).catch((cause: unknown) => {
    throw new Failure('unexpected', l10n.t('The Docker configuration could not be written: {0}', path), {
      remedy: l10n.t('Check who may write there. Nothing was changed.'),
      cause,
    });
  });
  if (replaced) return;
  throw new Failure('unexpected', l10n.t('The Docker configuration was changed meanwhile: {0}', path), {
    remedy: l10n.t('Try again. Nothing was written.'),
  });
}

function read(path: string, text: string | undefined): v.InferOutput<typeof Config> {
  if (text === undefined || text.trim() === '') return {};
  const parsed = v.safeParse(Config, parseJson(text));
  if (parsed.success) return parsed.output;
  throw new Failure('invalid', l10n.t('This file is not a Docker configuration: {0}', path), {
    remedy: l10n.t('Correct it, or copy the "docker login" command instead. Nothing was changed.'),
  });
}
