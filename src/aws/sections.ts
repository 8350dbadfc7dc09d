import * as l10n from '@vscode/l10n';

/** The two shared files of AWS; a profile's section is headed differently in each. */
export type AwsFileKind = 'config' | 'credentials';

/** A section as it stands in a file. */
interface Section {
  readonly kind: 'profile' | 'sso-session' | 'other';
  readonly name: string;
  /** The line of its head, counted from 1. */
  readonly line: number;
  /** Whether AWS's SDK for JavaScript reads a name like this in this file. */
  readonly readable: boolean;
}

/** Something in a file that AWS does not read the way it was meant. */
export interface LineProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

/** A name after a prefix such as `profile`: any, and those that AWS's SDK accepts (its `parseIni`). */
const prefixed = /^([\w-]+)\s+(?=\S)(["']?)(.+)\2$/s;
const sdkPrefixed = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;

/** Sections of the config file that are not profiles: the SDKs' own, and those of the AWS CLI's plug-ins. */
const others = new Set(['services', 'plugins', 'preview', 'toolkit']);

/**
 * Finds where every section of an AWS file begins, and which lines mean nothing to AWS. Reads only what the
 * SDK's own parser does not tell; that parser reads the values. Treats white space, a byte order mark, CRLF
 * and comments (`#` or `;` at the beginning or after white space) as the parser does.
 */
export function scanSections(
  text: string,
  kind: AwsFileKind,
): { sections: Section[]; problems: LineProblem[] } {
  const sections: Section[] = [];
  const problems: LineProblem[] = [];
  if (text.includes('\0')) {
    return { sections, problems: [{ line: 1, problem: l10n.t('The file is not UTF-8 text.') }] };
  }
  let inside = false;
  let lost = false;
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const content = (whole.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
    if (content === '') continue;
    if (content.startsWith('[') && content.endsWith(']')) {
      const read = headOf(content.slice(1, -1), kind);
      inside = true;
      lost = 'problem' in read;
      if ('problem' in read) problems.push({ line, problem: read.problem });
      else sections.push({ ...read, line });
    } else if (content.startsWith('[')) {
      problems.push({ line, problem: l10n.t('The bracket of this section is not closed.') });
      lost = true;
    } else if (!inside) {
      problems.push({ line, problem: l10n.t('This line is outside of every section.') });
    } else if (content.indexOf('=') < 1 && !lost) {
      problems.push({ line, problem: l10n.t('This line is not of the form: name = value') });
    }
  }
  return { sections, problems };
}

function headOf(head: string, file: AwsFileKind): Omit<Section, 'line'> | { problem: string } {
  if (head === '__proto__' || head === 'profile __proto__') {
    return { problem: l10n.t('AWS refuses the whole file because of this name: {0}', head) };
  }
  const [, prefix = '', , name = ''] = prefixed.exec(head) ?? [];
  if (file === 'credentials') {
    if (prefix === 'profile') {
      return {
        problem: l10n.t('In the credentials file a section is headed by the name alone: [{0}]', name),
      };
    }
    return prefix === ''
      ? { kind: 'profile', name: head, readable: true }
      : { kind: 'profile', name: head, readable: !sdkPrefixed.test(head) };
  }
  if (head === 'default') return { kind: 'profile', name: head, readable: true };
  if (prefix === 'profile' || prefix === 'sso-session') {
    return { kind: prefix, name, readable: sdkPrefixed.test(head) };
  }
  return others.has(prefix || head)
    ? { kind: 'other', name: head, readable: true }
    : { problem: l10n.t('In the config file a profile is headed: [profile {0}]', head) };
}
