import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { kindText, noFilter, tokensOf, type IdentityFilter } from '../../core/browse/filter';
import type { Platform } from '../../core/platform/platform';
import { pickMany, type Choice } from '../prompts';

type FilterItem = Choice<Partial<IdentityFilter>>;

/** Asks which identities to show. @throws Failure `cancelled` */
export async function askFilter(now: IdentityFilter): Promise<IdentityFilter> {
  const kind = (value: IdentityFilter['kinds'][number]): FilterItem => ({
    label: upper(kindText(value)),
    picked: now.kinds.includes(value),
    value: { kinds: [value] },
  });
  const platform = (value: Platform): FilterItem => ({
    label: upper(tokensOf(value)),
    picked: now.platforms?.includes(value) ?? false,
    value: { platforms: [value] },
  });
  const unused = typeof now.unused === 'object' ? now.unused.days : now.unused;
  const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, value: {} });
  const items: FilterItem[] = [
    heading(l10n.t('who can assume')),
    kind('aws'),
    kind('claims'),
    kind('static'),
    kind('service-principal'),
    heading(l10n.t('whose tokens assume it')),
    ...offered.map(platform),
    heading(l10n.t('use')),
    // If several are picked the last counts, which is the strictest.
    { label: l10n.t('Not used for 30 days'), picked: unused === 30, value: { unused: { days: 30 } } },
    { label: l10n.t('Not used for 90 days'), picked: unused === 90, value: { unused: { days: 90 } } },
    { label: l10n.t('Never used'), picked: unused === 'never', value: { unused: 'never' } },
    heading(l10n.t('what may be wrong')),
    { label: l10n.t('No role bound'), picked: now.unbound === true, value: { unbound: true } },
    {
      label: l10n.t('With problems'),
      description: l10n.t('weak or impossible rules, as the linter finds them'),
      picked: now.findings === true,
      value: { findings: true },
    },
  ];
  const picked = await pickMany(items, {
    title: l10n.t('Show identities'),
    placeHolder: l10n.t('Any of the first kind, and all of the rest. Nothing picked shows all.'),
  });
  return picked.reduce<IdentityFilter>(
    (filter, change) => ({
      ...filter,
      ...change,
      kinds: [...filter.kinds, ...(change.kinds ?? [])],
      platforms: [...(filter.platforms ?? []), ...(change.platforms ?? [])],
    }),
    noFilter,
  );
}

/** The platforms that are offered, the most used first. */
const offered: readonly Platform[] = [
  'aws',
  'github',
  'gitlab',
  'buildkite',
  'bitbucket',
  'kubernetes',
  'google',
  'azure',
  'pull-token',
];

function upper(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
