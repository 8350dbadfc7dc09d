import * as l10n from '@vscode/l10n';
import type { ClaimMatch } from '../core/identity';
import { migrationOf } from '../core/match/migration';
import { type Outcome, signOf } from '../core/match/verdict';
import { visible } from '../core/text';
import { enableCommand, webIdentityPolicy } from '../core/token/webIdentity';
import { audienceFor } from '../core/match/way';
import type { Migrating } from './migrate';

/** What is known of a migration besides what Chainguard has. */
export interface MigrationPlan {
  readonly match: ClaimMatch;
  readonly confirmed: boolean;
  /** What people call the caller with whom both are tested; `undefined` where none is chosen. */
  readonly caller: string | undefined;
  readonly folder: string;
  readonly issuerUrl: string;
  /** How the last test of each ended. */
  readonly tested: { readonly first: Outcome | undefined; readonly second: Outcome | undefined };
}

/** The policy that the role or user needs in AWS. */
export function policyOf({ match, issuerUrl }: Pick<MigrationPlan, 'match' | 'issuerUrl'>): string {
  return webIdentityPolicy(audienceFor(match.audience, issuerUrl));
}

/** A migration as a text that says how far it is, what it loses and gains, and what AWS's side needs. */
export function migrationText(migrating: Migrating, plan: MigrationPlan): string {
  const { first, match, bindings, second, name } = migrating;
  const { who, lost, gained } = migrationOf(match, plan.match);
  const list = (sentences: readonly string[]) => sentences.map((each) => `- ${visible(each)}`);
  return [
    `# ${l10n.t('From signed requests to web identity tokens: {0}', visible(first.name))}`,
    '',
    l10n.t(
      'A second identity is made beside the first, with the same roles. Nothing of the first is changed.',
    ),
    '',
    `## ${l10n.t('How far it is')}`,
    ...steps(migrating, plan),
    '',
    `## ${second ? l10n.t('What {0} trusts', visible(name)) : l10n.t('What {0} is to trust', visible(name))}`,
    ...(['issuer', 'subject', 'audience'] as const).flatMap((part) => {
      const rule = plan.match[part];
      return rule ? [`${part.padEnd(9)} ${visible(rule.value)}`] : [];
    }),
    plan.confirmed
      ? l10n.t('Confirmed by a token that AWS gave to {0}.', visible(plan.caller ?? ''))
      : l10n.t('Not confirmed: typed, or found in Chainguard. Only a token of AWS tells for certain.'),
    '',
    `## ${l10n.t('Who gains, who loses')}`,
    ...list(who),
    l10n.t('All of them need a token, which AWS gives only where the policy below allows it.'),
    '',
    `## ${l10n.t('What is lost')}`,
    ...list(lost),
    '',
    `## ${l10n.t('What is gained')}`,
    ...list(gained),
    '',
    `## ${l10n.t('Roles')}`,
    ...(bindings.length === 0
      ? [l10n.t('The first identity has no role.')]
      : bindings.map((binding) => {
          const isBound = second?.bound.includes(binding) ?? false;
          const { role, group } = binding;
          return `${isBound ? '✓' : '○'} ${l10n.t('{0} on {1}', visible(role.name || role.id), visible(group.name || group.id))}`;
        })),
    '',
    `## ${l10n.t('What AWS’s side needs')}`,
    l10n.t('Once per account: {0}', enableCommand),
    l10n.t('For the role or user, this policy:'),
    policyOf(plan),
    '',
    l10n.t(
      'Then move the workloads. Delete the first identity only when none uses it any more: its ID ends with it.',
    ),
    '',
  ].join('\n');
}

function steps({ first, bindings, second, name }: Migrating, { tested, folder, caller }: MigrationPlan) {
  const step = (isDone: boolean, text: string) => `${isDone ? '✓' : '○'} ${text}`;
  const bound = second?.bound.length ?? 0;
  const of = (outcome: Outcome | undefined) => (outcome ? signOf(outcome) : '○');
  const as = caller === undefined ? '' : ` ${l10n.t('as {0}', visible(caller))}`;
  return [
    second
      ? step(true, l10n.t('{0} is in {1}: {2}', visible(name), visible(folder), second.identity.id))
      : step(false, l10n.t('{0} is to be made in {1}', visible(name), visible(folder))),
    step(
      second !== undefined && bound === bindings.length,
      l10n.t('{0} of {1} roles are bound to it', bound, bindings.length),
    ),
    `${of(tested.first)} ${l10n.t('{0} tested', visible(first.name))}${as}`,
    `${of(tested.second)} ${l10n.t('{0} tested', visible(name))}${as}`,
    step(false, l10n.t('{0} is deleted: only when you ask for it, by its name', visible(first.name))),
  ];
}
