import * as l10n from '@vscode/l10n';
import { Failure, isFailure } from '../core/failure';
import { withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile, targetOf } from '../net/replaceFile';
import { awsPaths } from './paths';
import { scanSections, type AwsFileKind } from './sections';

/** What was written. */
interface Written {
  readonly path: string;
  /** The line at which the new section begins, counted from 1. */
  readonly line: number;
}

/**
 * Adds a section at the end of the AWS config file. Everything that is there stays byte for byte, with its
 * comments, order and line ends. The file is replaced in one step and keeps its owner and mode (0600 for a new
 * file), even where the path is a link, also to a file that is not there yet. No copy is made, since the file may
 * hold keys. Writes happen one after the other, in however many windows.
 *
 * @param name the profile that the section describes
 * @param stanza the section, with `\n` as line ends
 * @throws Failure `invalid` where either AWS file already has a profile of this name, or the config file is
 *   not a regular file or not text; `unexpected` where it cannot be read or written, or somebody else changed it
 *   meanwhile. Nothing was changed then.
 */
export async function addProfile(name: string, stanza: string): Promise<Written> {
  const { config } = awsPaths();
  const path = await targetOf(config).catch((cause: unknown) => {
    throw notChanged(config, cause);
  });
  return withLock(`${path}.lock`, (lock) => add(lock, path, name, stanza));
}

async function add(lock: Lock, path: string, name: string, stanza: string): Promise<Written> {
  try {
    const before = await contentOf(path);
    const text = before?.bytes.toString('utf8') ?? '';
    if (before && !Buffer.from(text, 'utf8').equals(before.bytes)) {
      throw new Failure(
        'invalid',
        l10n.t('The AWS config file is not UTF-8 text, and is left as it is: {0}', path),
      );
    }
    requireNew(name, text, 'config', path);
    const other = awsPaths().credentials;
    const credentials = await contentOf(other).catch(() => undefined);
    requireNew(name, credentials?.bytes.toString('utf8') ?? '', 'credentials', other);
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
    const added = stanza.replaceAll('\n', end);
    if (!(await replaceFile(lock, path, before, text + gap + added))) {
      throw new Failure('unexpected', l10n.t('The AWS config file was changed meanwhile: {0}', path), {
        remedy: l10n.t('Try again. Nothing was added.'),
      });
    }
    return { path, line: (text + gap).split('\n').length };
  } catch (cause) {
    throw isFailure(cause) ? cause : notChanged(path, cause);
  }
}

function notChanged(path: string, cause: unknown): Failure {
  return new Failure('unexpected', l10n.t('The AWS config file could not be changed: {0}', path), {
    remedy: l10n.t('Check who may read it and write there. Nothing was changed.'),
    cause,
  });
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
