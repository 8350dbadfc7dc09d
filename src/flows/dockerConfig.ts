import { homedir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile, targetOf } from '../net/replaceFile';
import { Failure, isFailure } from '../core/failure';
import { isRegistry } from '../core/token/tokenUse';

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

/**
 * Writes a registry's password into a Docker configuration. Everything else in it stays byte for byte. The file is
 * replaced in one step, keeps its owner, is from then on for its owner alone, and a link to it stays a link.
 *
 * @param user Chainguard's registry takes `_token` (chainguard-dev/sdk auth/ggcr/keychain.go)
 * @throws Failure `invalid` when the file is not a regular file or not a Docker configuration, or Docker would ask a
 *   credential helper instead; `unexpected` when the file cannot be read or written, or somebody else changed it
 *   meanwhile. Nothing was changed then.
 */
export async function writeDockerAuth(
  path: string,
  registry: string,
  user: string,
  password: string,
): Promise<void> {
  const target = await targetOf(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
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
    throw isFailure(cause) ? cause : unreadable(path, cause);
  });
  const text = before?.bytes.toString('utf8') ?? '';
  if (before && !Buffer.from(text).equals(before.bytes)) throw notDocker(path);
  const next = withAuth(text, registry, Buffer.from(credentials).toString('base64'), path);
  const replaced = await replaceFile(lock, target, before, next, 0o600, 0o700).catch((cause: unknown) => {
    if (isFailure(cause)) throw cause;
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

function unreadable(path: string, cause: unknown): Failure {
  return new Failure('unexpected', l10n.t('The Docker configuration could not be read: {0}', path), {
    remedy: l10n.t('Check who may read it. Nothing was changed.'),
    cause,
  });
}

function notDocker(path: string, cause?: unknown): Failure {
  return new Failure('invalid', l10n.t('This file is not a Docker configuration: {0}', path), {
    remedy: l10n.t('Correct it, or copy the "docker login" command instead. Nothing was changed.'),
    cause,
  });
}

/** A member of a JSON object, with what stands before it: white space alone. */
interface Member {
  readonly key: string;
  readonly node: Node;
  readonly value: Node;
}

function withAuth(text: string, registry: string, auth: string, path: string): string {
  const layout = layoutOf(text);
  if (text.trim() === '') return layout.write({ auths: { [registry]: { auth } } }, 0) + '\n';
  const root = rootOf(text, path);
  // Go's decoder takes names in any case, and reads a name that stands twice into the same map.
  const named = (name: string, types: readonly string[]) => {
    const found = membersOf(root).filter(({ key }) => key.toLowerCase() === name);
    if (found.some(({ value }) => !types.includes(value.type))) throw notDocker(path);
    return found;
  };
  const helpers = named('credhelpers', ['object', 'null']);
  const store: unknown = named('credsstore', ['string', 'null']).at(-1)?.value.value;
  const own = helpers.flatMap(({ value }) => membersOf(value)).findLast(({ key }) => key === registry);
  if (own && !['string', 'null'].includes(own.value.type)) throw notDocker(path);
  const helper: unknown = own ? own.value.value : store;
  if (typeof helper === 'string' && helper !== '') {
    throw new Failure('invalid', l10n.t('Docker keeps its passwords with a credential helper: {0}', helper), {
      remedy: l10n.t('Copy the "docker login" command instead. The file was left as it is: {0}', path),
    });
  }
  const auths = named('auths', ['object', 'null']);
  const last = auths.at(-1);
  const edits = auths
    .flatMap(({ value }) => membersOf(value))
    .filter(({ key }) => key === registry)
    .map(({ value }) => replacing(value, layout.write({ auth }, 2)));
  if (!last) edits.push(layout.adding(root, 'auths', { [registry]: { auth } }, 1));
  else if (last.value.type === 'null')
    edits.push(replacing(last.value, layout.write({ [registry]: { auth } }, 1)));
  else if (!membersOf(last.value).some(({ key }) => key === registry))
    edits.push(layout.adding(last.value, registry, { auth }, 2));
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

/** The object that a text is as a whole. @throws Failure `invalid` where it is none, or not JSON as Docker reads it */
function rootOf(text: string, path: string): Node {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    if (errors.length === 0 && root?.type === 'object') return root;
  } catch (cause) {
    // Nested too deeply.
    throw notDocker(path, cause);
  }
  throw notDocker(path);
}

function membersOf(object: Node): Member[] {
  return (object.children ?? []).flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key && value ? [{ key: String(key.value), node, value }] : [];
  });
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function replacing({ offset, length }: Node, text: string): Edit {
  return { start: offset, end: offset + length, text };
}

/** Writes JSON as the rest of a text is laid out: on one line, or indented as its first member is. */
function layoutOf(text: string) {
  const [, end = '\n', indent = '\t'] = /^\s*\{[ \t]*(\r?\n)\s*?([ \t]+)\S/.exec(text) ?? [];
  const oneLine = text.trim() !== '' && !text.trim().includes('\n') && text.trim() !== '{}';
  const write = (value: unknown, depth: number) =>
    oneLine
      ? JSON.stringify(value)
      : JSON.stringify(value, undefined, indent).replaceAll('\n', end + indent.repeat(depth));
  /** An edit that makes `value` the last member of an object whose members stand at `depth`. */
  const adding = (object: Node, key: string, value: unknown, depth: number): Edit => {
    const member = `${JSON.stringify(key)}:${oneLine ? '' : ' '}${write(value, depth)}`;
    const last = object.children?.at(-1);
    const gap = oneLine ? '' : end + indent.repeat(depth);
    if (last) {
      const at = last.offset + last.length;
      return { start: at, end: at, text: `,${gap}${member}` };
    }
    const close = oneLine ? '' : end + indent.repeat(depth - 1);
    return replacing(object, `{${gap}${member}${close}}`);
  };
  return { write, adding };
}
