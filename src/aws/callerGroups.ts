import * as l10n from '@vscode/l10n';
import type { Mend } from './callerText';

/** What can be done with a caller: use it, use it after the person did something, or correct it. */
export type CallerGroup = 'usable' | 'need-you' | 'broken';

/** More callers than this are shown in groups. */
const mostUngrouped = 8;

/** The group of a caller by what mends it. */
export function groupOf(mend: Mend | undefined): CallerGroup {
  if (mend === undefined) return 'usable';
  return mend === 'sign-in' || mend === 'mfa-code' ? 'need-you' : 'broken';
}

/** The groups that callers are shown in, in their order; `undefined` for so few that they need none. */
export function grouped<Entry>(
  entries: readonly Entry[],
  of: (entry: Entry) => CallerGroup,
): readonly { readonly group: CallerGroup; readonly entries: readonly Entry[] }[] | undefined {
  if (entries.length <= mostUngrouped) return undefined;
  return (['usable', 'need-you', 'broken'] as const)
    .map((group) => ({ group, entries: entries.filter((entry) => of(entry) === group) }))
    .filter((each) => each.entries.length > 0);
}

/** What people call a group. */
export function groupTitle(group: CallerGroup): string {
  return { usable: l10n.t('Usable'), 'need-you': l10n.t('Need you'), broken: l10n.t('Broken') }[group];
}
