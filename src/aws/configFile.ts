import { chmod, copyFile, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { awsPaths } from './files';
import { scanSections } from './sections';

/** What writing has left behind. */
export interface Written {
  readonly path: string;
  /** The copy of the file as it was; undefined where there was none. */
  readonly backup: string | undefined;
  /** The line at which the new section begins, counted from 1. */
  readonly line: number;
}

/**
 * Adds a section to the AWS config file, at its end: everything that is there stays byte for byte, with its
 * comments, order and line ends. The file as it was is copied beside it first; the new one takes its place in one
 * step, with its mode (0600 for a new file), also where the path is a link.
 *
 * @param name the profile that the section is of
 * @param stanza the section, with `\n` as line ends
 * @throws Failure `invalid` where a profile of this name is there already, or the file is not text
 */
export async function addProfile(name: string, stanza: string, at: Date): Promise<Written> {
  const path = await realpath(awsPaths().config).catch(() => awsPaths().config);
  const before = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  const text = before?.toString('utf8') ?? '';
  if (before && !Buffer.from(text, 'utf8').equals(before)) {
    throw new Failure(
      'invalid',
      l10n.t('The AWS config file is not UTF-8 text, and is left as it is: {0}', path),
    );
  }
  const there = scanSections(text, 'config').sections.find(
    (section) => section.kind === 'profile' && section.name === name,
  );
  if (there) {
    throw new Failure('invalid', l10n.t('There is a profile of this name already: {0}', name), {
      remedy: l10n.t('Choose another name, or change it here: {0}', `${path}:${there.line}`),
    });
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
  const added = stanza.replaceAll('\n', end);

  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const backup = before ? `${path}.${stamp}.bak` : undefined;
  const mode = before ? (await stat(path)).mode & 0o777 : 0o600;
  if (backup) {
    await copyFile(path, backup);
    await chmod(backup, mode);
  }
  const temporary = `${path}.${stamp}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text + gap + added, { mode, flag: 'wx' });
    await chmod(temporary, mode);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return { path, backup, line: (text + gap).split('\n').length };
}
