import { parseArn } from '../arn';
import { principalOf } from '../caller';
import type { Draft } from './draft';

/** An IAM role as a profile names it: its ARN with its path, and the external ID that its trust policy asks for. */
export interface OwnRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
}

/**
 * The draft with the ARN and the external ID of its caller's role, where profiles name them and the person has not typed
 * others: a session's ARN leaves out the path, and nothing else tells the external ID. Where profiles disagree about one
 * of them, that is left out.
 */
export function withOwnRole(draft: Draft, roles: readonly OwnRole[]): Draft {
  const arn = draft.subject && parseArn(draft.subject.arn);
  const principal = arn && principalOf(arn);
  if (!arn || principal?.kind !== 'assumed-role') return draft;
  const own = roles.filter(({ roleArn }) => {
    const role = parseArn(roleArn);
    const named = role && principalOf(role);
    return (
      named?.kind === 'role' &&
      named.name === principal.role &&
      role?.account === arn.account &&
      role.partition === arn.partition
    );
  });
  const { options } = draft;
  const roleArn = options.roleArn || only(own.map((role) => role.roleArn));
  // A role that the person typed may be another one, of which nothing is known.
  const of = own.filter((role) => role.roleArn === roleArn);
  const externalId = options.externalId || only(of.map((role) => role.externalId ?? ''));
  return { ...draft, options: { ...options, roleArn, externalId } };
}

/** The one text that these all are; empty where they differ, or there is none. */
function only(texts: readonly string[]): string {
  const [first = '', ...others] = new Set(texts);
  return others.length === 0 ? first : '';
}
