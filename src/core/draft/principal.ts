import { parseArn } from '../arn';
import { principalOf } from '../caller';
import type { Subject } from '../match/subject';

/** What a web identity token of AWS would name as the subject of a caller, as far as the caller's ARN tells. */
export interface Principal {
  readonly arn: string;
  /** The role whose path the ARN of a session leaves out, and which stands in `arn` as it was given; else `undefined`. */
  readonly role: string | undefined;
}

/**
 * The IAM principal behind a caller: AWS's token names the user, or the role with its path and without a session.
 * `undefined` for root and federated users, of which AWS does not say what stands in their tokens.
 *
 * @param path of the role, where the caller is a session: `/`, or names between slashes
 */
export function principalBehind({ arn: text }: Subject, path = '/'): Principal | undefined {
  const arn = parseArn(text);
  if (!arn) return undefined;
  const principal = principalOf(arn);
  if (principal.kind === 'role' || principal.kind === 'user') return { arn: text, role: undefined };
  if (principal.kind !== 'assumed-role') return undefined;
  const between = path.split('/').filter(Boolean).join('/');
  const name = `${between === '' ? '' : `${between}/`}${principal.role}`;
  return { arn: `arn:${arn.partition}:iam::${arn.account}:role/${name}`, role: principal.role };
}
