import { chmod, realpath, rm, stat, writeFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { Failure, isFailure } from '../core/failure';
import { isCode, withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile } from '../net/replaceFile';
import { awsPaths } from './files';
import { scanSections, type AwsFileKind } from './sections';

/** What was written. */
interface Written {
  readonly path: string;
  /** The copy of the file as it was; undefined where there was none. */
  readonly backup: string | undefined;
  /** The line at which the new section begins, counted from 1. */
  readonly line: number;
}

/**
 * Adds a section at the end of the AWS config file. Everything that is there stays byte for byte, with its
 * comments, order and line ends. First copies the file beside itself. Then replaces it in one step and keeps
 * its mode (0600 for a new file), even where the path is a link. Writes happen one after the other, in
 * however many windows.
 *
 * @param name the profile that the section describes
 * @param stanza the section, with `\n` as line ends
 * @throws Failure `invalid` where either AWS file already has a profile of this name, or the config file is
 *   not text; `unexpected` where it cannot be read or written, or somebody else changed it meanwhile. Nothing
 *   was changed then.
 */
export async function addProfile(name: string, stanza: string, at: Date): Promise<Written> {
  const { config } = awsPaths();
  const path = await realpath(config).catch(() => config);
  return withLock(`${path}.lock`, (lock) => add(lock, path, name, stanza, at));
}

async function add(lock: Lock, path: string, name: string, stanza: string, at: Date): Promise<Written> {
  let backup: string | undefined;
  try {
    const before = await contentOf(path);
    const text = before?.toString('utf8') ?? '';
    if (before && !Buffer.from(text, 'utf8').equals(before)) {
      throw new Failure(
        'invalid',
        l10n.t('The AWS config file is not UTF-8 text, and is left as it is: {0}', path),
      );
    }
    requireNew(name, text, 'config', path);
    const other = awsPaths().credentials;
    const credentials = await contentOf(other).catch(() => undefined);
    requireNew(name, credentials?.toString('utf8') ?? '', 'credentials', other);
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
    const added = stanza.replaceAll('\n', end);

    const mode = before ? (await stat(path)).mode & 0o777 : 0o600;
    if (before) backup = await backUp(path, before, mode, at);
    if (!(await replaceFile(lock, path, before, text + gap + added, mode))) {
      throw new Failure('unexpected', l10n.t('The AWS config file was changed meanwhile: {0}', path), {
        remedy: l10n.t('Try again. Nothing was added.'),
      });
    }
    return { path, backup, line: (text + gap).split('\n').length };
  } catch (cause) {
    if (backup !== undefined) await rm(backup, { force: true });
    if (isFailure(cause)) throw cause;
    throw new Failure('unexpected', l10n.t('The AWS config file could not be changed: {0}', path), {
      remedy: l10n.t('Check who may read it and write there. Nothing was changed.'),
      cause,
    });
  }
}

/** AWS merges the sections of the same name in both files into one profile, so both are searched. */
function requireNew(name: string, text: string, kind: AwsFileKind, path: string): void {
  const there = scanSections(text, kind).sections.find(
    (section) => section.kind === 'profile' && section.name === name,
  );
  if (!there) return;
  throw new Failure('invalid', l10n.t('There is a profile of this name already: {0}', name), {
    remedy: l10n.t('Choose another name, or change it here: {0}', `${path}:${there.line}`),
  });
}

/** Writes a copy of a file's content beside the file, under a free name, and returns the copy's path. */
async function backUp(path: string, content: Buffer, mode: number, at: Date): Promise<string> {
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  for (let copy = 1; ; copy++) {
    const backup = `${path}.${stamp}${copy === 1 ? '' : `-${copy}`}.bak`;
    try {
      await writeFile(backup, content, { mode, flag: 'wx' });
      await chmod(backup, mode);
      return backup;
    } catch (error) {
      if (isCode(error, 'EEXIST')) continue;
      await rm(backup, { force: true });
      throw error;
    }
  }
}
