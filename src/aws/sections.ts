import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';
import { isSetting } from './settings';

/** The two shared files of AWS; a profile's section is headed differently in each. */
export type AwsFileKind = 'config' | 'credentials';

/** A section as it stands in a file. */
export interface Section {
  /** What stands between its brackets. */
  readonly head: string;
  readonly kind: 'profile' | 'sso-session' | 'other';
  readonly name: string;
  /** The line of its head, counted from 1. */
  readonly line: number;
  /** Whether AWS's SDK for JavaScript reads a name like this in this file. */
  readonly readable: boolean;
  /** The line of each setting, the last where it stands twice, as the SDK names it, such as `s3.addressing_style`. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Something in a file that AWS does not read the way it was meant. */
export interface LineProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
  /** Whether the SDK reads nothing of the whole file because of it. */
  readonly whole?: boolean;
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
  let current: { head: Head; line: number; lines: Map<string, number> } | undefined;
  let block: string | undefined;
  const close = () => {
    if (!current) return;
    const { head, ...rest } = current;
    if (!('problem' in head)) sections.push({ ...head, ...rest });
    else if (head.whole || saysProfile(head, rest.lines)) {
      problems.push({ line: rest.line, problem: head.problem, ...(head.whole && { whole: true }) });
    }
  };
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const content = (whole.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
    if (content === '') continue;
    if (content.startsWith('[') && content.endsWith(']')) {
      close();
      inside = true;
      block = undefined;
      current = { head: headOf(content.slice(1, -1), kind), line, lines: new Map() };
    } else if (content.startsWith('[')) {
      const closed = content.includes(']');
      problems.push({
        line,
        problem: closed
          ? l10n.t(
              "AWS's SDK for JavaScript overlooks this head, since something stands after its bracket, and gives the lines below it to the section above. Write nothing there.",
            )
          : l10n.t('The bracket of this section is not closed.'),
      });
    } else if (!inside) {
      problems.push({ line, problem: l10n.t('This line is outside of every section.') });
    } else {
      const at = content.indexOf('=');
      const known = current && !('problem' in current.head);
      if (at < 1) {
        if (known) problems.push({ line, problem: l10n.t('This line is not of the form: name = value') });
        continue;
      }
      const name = content.slice(0, at).trim();
      if (content.slice(at + 1).trim() === '') block = name;
      else {
        if (whole.trimStart() === whole) block = undefined;
        current?.lines.set(block === undefined ? name : `${block}.${name}`, line);
      }
    }
  }
  close();
  problems.sort((a, b) => a.line - b.line);
  return { sections, problems };
}

type Head =
  | Omit<Section, 'line' | 'lines'>
  | { readonly problem: string; readonly head: string; readonly whole?: boolean };

/**
 * Whether an unknown section of the config file is meant as a profile: it holds a profile's settings, or nothing yet
 * below a head of one word.
 */
function saysProfile({ head }: { readonly head: string }, lines: ReadonlyMap<string, number>): boolean {
  if (lines.size === 0) return !/\s/.test(head);
  return [...lines.keys()].some((name) => isSetting(name.toLowerCase()));
}

function headOf(head: string, file: AwsFileKind): Head {
  if (head === '__proto__' || head === 'profile __proto__') {
    const problem = l10n.t(
      "AWS's SDK for JavaScript refuses the whole file because of this name: {0}",
      visible(head),
    );
    return { problem, head, whole: true };
  }
  const [, prefix = '', , name = ''] = prefixed.exec(head) ?? [];
  if (file === 'credentials') {
    if (prefix === 'profile') {
      const problem = l10n.t(
        'In the credentials file a section is headed by the name alone: [{0}]',
        visible(name),
      );
      return { problem, head };
    }
    return prefix === ''
      ? { head, kind: 'profile', name: head, readable: true }
      : { head, kind: 'profile', name: head, readable: !sdkPrefixed.test(head) };
  }
  if (head === 'default') return { head, kind: 'profile', name: head, readable: true };
  if (prefix === 'profile' || prefix === 'sso-session') {
    return { head, kind: prefix, name, readable: sdkPrefixed.test(head) };
  }
  // The SDK joins a kind and a name with a dot, and takes this for such a pair.
  if (head.startsWith('profile.')) {
    return { head, kind: 'profile', name: head.slice('profile.'.length), readable: true };
  }
  return others.has(prefix || head)
    ? { head, kind: 'other', name: head, readable: true }
    : { problem: l10n.t('In the config file a profile is headed: [profile {0}]', visible(head)), head };
}
