import type { NewTrust } from '../chainguard/iam';
import { awsIdentityJson, claimMatchJson, type Identity } from '../core/identity';

/** Whether an identity has exactly these rules. */
export function trusts({ relationship }: Identity, { match, claims }: NewTrust): boolean {
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  if (relationship.kind === 'aws')
    return match !== undefined && isSame(awsIdentityJson(relationship.match), awsIdentityJson(match));
  if (relationship.kind === 'claims')
    return claims !== undefined && isSame(claimMatchJson(relationship), claimMatchJson(claims));
  return false;
}
