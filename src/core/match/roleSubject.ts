import { parseArn } from '../arn';
import { principalOf } from '../caller';
import type { Rule } from '../identity';
import type { ClaimCause } from './claimCause';
import { arnParts, ruleHolds, type RulePart } from './rule';

/**
 * Why a rule does not accept the subject of AWS's token, by the components of the two ARNs; `undefined` if one of them is
 * not an ARN. AWS names the IAM principal itself in it: `arn:aws:iam::<account>:role/<path>/<name>`, without a session.
 */
export function roleSubjectCause(rule: Rule, actual: string): ClaimCause | undefined {
  const parts = arnParts(rule);
  const arn = parseArn(actual);
  if (!parts || !arn) return undefined;
  const [, partition, service, , account, type, ...names] = parts;
  const principal = principalOf(arn);
  if (principal.kind !== 'role' && principal.kind !== 'user') return undefined;
  const asked = principalOf(`arn:aws:${service.plain ?? ''}::000000000000:${type.plain ?? ''}/name`).kind;
  const { name, path } = principal;
  if (asked === 'assumed-role' && principal.kind === 'role') {
    const isSame = (names.at(-2) ?? names[0])?.fits(name) ?? false;
    const sameRole = isSame && partition.fits(arn.partition) && account.fits(arn.account);
    return { kind: 'assumed-role', role: name, sameRole };
  }
  if (asked !== 'unknown' && asked !== principal.kind)
    return { kind: 'principal', expected: asked, actual: principal.kind };
  if (!partition.fits(arn.partition)) return component('partition', partition, arn.partition);
  if (!account.fits(arn.account)) return component('account', account, arn.account);
  const last = names.at(-1);
  if (!last) return undefined;
  const written = `/${names
    .slice(0, -1)
    .map((each) => `${each.plain ?? each.text}/`)
    .join('')}`;
  if (last.fits(name)) return { kind: 'path', expected: written, actual: path };
  if (principal.kind === 'role' && ruleHolds(rule, `${actual}/${last.plain ?? ''}`))
    return { kind: 'session-behind', session: last.plain ?? last.text };
  return component(principal.kind, last, name);
}

function component(what: string, part: RulePart, actual: string): ClaimCause {
  return { kind: 'component', what, changes: false, expected: part.plain ?? part.text, actual };
}
