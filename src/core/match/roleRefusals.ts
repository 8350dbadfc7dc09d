import { parseArn } from '../arn';
import { principalOf } from '../caller';
import type { MatchField } from '../field';
import type { AwsMatch } from '../identity';
import { explain } from './explain';
import { userIdParts } from './rule';

/** A session as configure-aws-credentials names it unless told otherwise. */
const usualSession = 'GitHubActions';

/**
 * Why no session of a role can assume an identity, a sentence for each field that refuses it; none where one may. Of a
 * user ID only the session is compared, because an ARN does not tell the role's unique id.
 *
 * @param session the name of the session; `undefined` where something else decides it
 * @param unknown fields of which the rule is not known
 */
export function roleRefusals(
  match: AwsMatch,
  roleArn: string,
  session: string | undefined,
  unknown: readonly MatchField[] = [],
): readonly string[] {
  const arn = parseArn(roleArn);
  const principal = principalOf(roleArn);
  if (!arn || principal.kind !== 'role') return [];
  const role = `arn:${arn.partition}:sts::${arn.account}:assumed-role/${principal.name}/`;
  const uniqueId = match.userId && userIdParts(match.userId)?.[0]?.plain;
  const as = session ?? usualSession;
  const caller = { account: arn.account, arn: role + as, userId: `${uniqueId ?? 'AROA'}:${as}` };
  const open: readonly MatchField[] =
    uniqueId === undefined || session === undefined ? [...unknown, 'userId'] : unknown;
  return explain(match, caller, open).fields.flatMap((field) => {
    if (field.matches || (session === undefined && field.actualAt.start >= role.length)) return [];
    return [field.sentence];
  });
}
