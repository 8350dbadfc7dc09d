import fc from 'fast-check';
import type { Caller } from '../../../src/core/caller';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const text = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength });
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Twelve digits. */
export const account = digits(12);
export const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc');
/** Names with every character that IAM allows in roles, users and sessions. */
export const iamName = text(`${letters}_+=,.@-`, 2, 64);
/** What follows AROA or AIDA. */
export const uniqueId = text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 13, 17);
/** A path as IAM takes it: any printable ASCII between slashes. */
export const path = fc
  .array(
    fc.string({
      unit: fc
        .integer({ min: 0x21, max: 0x7e })
        .map((code) => (code === 0x2f ? 'x' : String.fromCharCode(code))),
      minLength: 1,
      maxLength: 12,
    }),
    { maxLength: 3 },
  )
  .map((steps) => steps.map((step) => `${step}/`).join(''));
const role = fc.oneof(
  { weight: 4, arbitrary: iamName },
  iamName.map((name) => `AWSServiceRoleFor${name}`.slice(0, 64)),
  fc.constant('AWSReservedSSO_PowerUser_0123456789abcdef'),
);
const session = fc.oneof(
  { weight: 4, arbitrary: iamName },
  fc.constantFrom('i-0f1e2d3c4b5a69788', 'botocore-session-1700000000', 'GitHubActions'),
);

/** The parts of an assumed role's caller. */
export const roleParts = fc.record({ partition, account, role, session, id: uniqueId });
export const userParts = fc.record({ partition, account, path, user: iamName, id: uniqueId });

export function roleCaller(of: {
  partition: string;
  account: string;
  role: string;
  session: string;
  id: string;
}): Caller {
  const arn = `arn:${of.partition}:sts::${of.account}:assumed-role/${of.role}/${of.session}`;
  return { account: of.account, arn, userId: `AROA${of.id}:${of.session}` };
}

export function userCaller(of: {
  partition: string;
  account: string;
  path: string;
  user: string;
  id: string;
}): Caller {
  const arn = `arn:${of.partition}:iam::${of.account}:user/${of.path}${of.user}`;
  return { account: of.account, arn, userId: `AIDA${of.id}` };
}

/** Any caller: a role's session, a user, a federated user, root. */
export const caller: fc.Arbitrary<Caller> = fc.oneof(
  { weight: 4, arbitrary: roleParts.map(roleCaller) },
  { weight: 2, arbitrary: userParts.map(userCaller) },
  fc.record({ partition, account, name: iamName }).map((of): Caller => ({
    account: of.account,
    arn: `arn:${of.partition}:sts::${of.account}:federated-user/${of.name}`,
    userId: `${of.account}:${of.name}`,
  })),
  fc.record({ partition, account }).map((of): Caller => ({
    account: of.account,
    arn: `arn:${of.partition}:iam::${of.account}:root`,
    userId: of.account,
  })),
);
