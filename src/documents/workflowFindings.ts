import * as l10n from '@vscode/l10n';
import type { MatchField } from '../core/field';
import type { AwsMatch } from '../core/identity';
import type { Finding } from '../core/lint/finding';
import { isIgnored } from '../core/lint/lint';
import { defaultSeverity, ruleReason } from '../core/lint/rules';
import { roleRefusals } from '../core/match/roleRefusals';
import { excerpt, sentences } from '../core/text';
import { shorten } from '../core/uidp';
import { commentsOf } from './idYaml';
import { ignoresOf } from './ignores';
import { rolesInWorkflow } from './workflow';

/** What is known of an identity that trusts AWS callers. */
export interface KnownRules {
  readonly name: string | undefined;
  readonly match: AwsMatch;
  /** Fields whose rules are not known. */
  readonly unknown: readonly MatchField[];
}

/**
 * Finds roles of a GitHub workflow that cannot assume the identity that their job uses, and says which fields part. Says
 * nothing about an identity of which nothing is known.
 */
export function workflowFindings(text: string, rulesOf: ReadonlyMap<string, KnownRules>): readonly Finding[] {
  const found = rolesInWorkflow(text).flatMap(({ role, place, session, identity }): Finding[] => {
    const known = rulesOf.get(identity);
    const why = known ? roleRefusals(known.match, role, session, known.unknown) : [];
    if (why.length === 0) return [];
    const name = excerpt(known?.name ?? shorten(identity));
    const message = sentences(
      l10n.t('This role cannot assume the identity {0} that the job uses.', name),
      ...why,
    );
    return [
      {
        rule: 'workflow-role',
        severity: defaultSeverity['workflow-role'],
        part: undefined,
        span: place,
        message,
        reason: ruleReason('workflow-role'),
        fixes: [],
      },
    ];
  });
  if (found.length === 0) return found;
  const ignored = ignoresOf(text, commentsOf(text), []);
  return found.filter((each) => !isIgnored(each, ignored));
}
