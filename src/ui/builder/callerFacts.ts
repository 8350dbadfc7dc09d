import * as l10n from '@vscode/l10n';
import { parseArn } from '../../core/arn';
import { parseUserId, principalOf } from '../../core/caller';
import { fieldTitle } from '../../core/field';
import type { Subject } from '../../core/match/subject';
import { suggest } from '../../core/match/suggest';
import { visible } from '../../core/text';
import type { CallerFacts } from '../../wire/builder';

/** What is known about a caller, in words, and the rules that make sense for it. */
export function factsOf(caller: Subject, note: string | null): CallerFacts {
  const arn = parseArn(caller.arn);
  const principal = principalOf(caller.arn);
  const facts: (readonly [string, string])[] = [[fieldTitle('account'), caller.account]];
  if (arn) facts.push([l10n.t('Partition'), arn.partition]);
  switch (principal.kind) {
    case 'assumed-role':
      facts.push([l10n.t('Kind'), principal.serviceLinked ? l10n.t('service-linked role') : l10n.t('role')]);
      facts.push(
        [l10n.t('Role'), principal.permissionSet ?? principal.role],
        [l10n.t('Session'), principal.session],
      );
      break;
    case 'role':
      facts.push(
        [l10n.t('Kind'), l10n.t('role')],
        [l10n.t('Role'), principal.name],
        [l10n.t('Session'), l10n.t('any')],
      );
      break;
    case 'user':
      facts.push(
        [l10n.t('Kind'), l10n.t('user')],
        [l10n.t('User'), principal.path.slice(1) + principal.name],
      );
      break;
    case 'federated-user':
      facts.push([l10n.t('Kind'), l10n.t('federated user')], [l10n.t('Name'), principal.name]);
      break;
    case 'root':
      facts.push([l10n.t('Kind'), l10n.t('root user')]);
      break;
    case 'instance-profile':
    case 'unknown':
      facts.push([l10n.t('Kind'), l10n.t('unknown')]);
  }
  facts.push([
    l10n.t('Unique ID'),
    caller.userId === undefined ? l10n.t('not known') : parseUserId(caller.userId).id,
  ]);
  return {
    caller,
    facts: facts.map(([label, value]) => [label, visible(value)] as const),
    note,
    choices: suggest(caller).map(({ strictness, title, match, who, caution, recommended }) => ({
      strictness,
      title,
      detail: caution ?? who,
      recommended,
      match,
    })),
  };
}
