import { t } from '@vscode/l10n';
import { parseArn } from '../core/arn';
import { parseUserId, principalOf } from '../core/caller';
import { suggest, type Subject } from '../core/suggest';
import { visible } from '../core/text';
import type { CallerFacts } from '../wire/builder';

/** What is known of a caller, in words, and the rules that make sense for it. */
export function factsOf(caller: Subject, note: string | null): CallerFacts {
  const arn = parseArn(caller.arn);
  const principal = principalOf(caller.arn);
  const facts: (readonly [string, string])[] = [[t('Account'), caller.account]];
  if (arn && arn.partition !== 'aws') facts.push([t('Partition'), arn.partition]);
  switch (principal.kind) {
    case 'assumed-role':
      facts.push([t('Kind'), principal.serviceLinked ? t('service-linked role') : t('role')]);
      facts.push([t('Role'), principal.permissionSet ?? principal.role], [t('Session'), principal.session]);
      break;
    case 'role':
      facts.push([t('Kind'), t('role')], [t('Role'), principal.name], [t('Session'), t('any')]);
      break;
    case 'user':
      facts.push([t('Kind'), t('user')], [t('User'), principal.path.slice(1) + principal.name]);
      break;
    case 'federated-user':
      facts.push([t('Kind'), t('federated user')], [t('Name'), principal.name]);
      break;
    case 'root':
      facts.push([t('Kind'), t('root user')]);
      break;
    case 'instance-profile':
    case 'unknown':
      facts.push([t('Kind'), t('unknown')]);
  }
  facts.push([t('Unique ID'), caller.userId === undefined ? t('not known') : parseUserId(caller.userId).id]);
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
