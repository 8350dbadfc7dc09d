import * as v from 'valibot';
import type { Group, Identity, Relationship, RoleBinding, Rule } from '../core/identity';
import { isUidp } from '../core/uidp';

/** Unset texts come as absent, null or empty. */
export const text = v.nullish(v.string(), '');
/** An enum's value: its name or, where the gateway does not know it, its number (protojson). */
const enumValue = v.union([v.string(), v.number()]);
/** An RFC 3339 time; `undefined` where it is unset or not a time. */
export const time = v.pipe(
  v.nullish(v.string()),
  v.transform((value) => {
    const date = new Date(value ?? NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
  }),
);
/** An id becomes part of a path, so this accepts nothing else. */
const uid = v.pipe(v.string(), v.check(isUidp));
/** The answer to a deletion; anything else comes from something in between. */
export const NothingJson = v.strictObject({});

/** A group as the API writes it, read into a `Group`. */
export const GroupJson = v.pipe(
  v.object({ uid, name: text, description: text }),
  v.transform((group): Group => ({ id: group.uid, name: group.name, description: group.description })),
);

const AwsIdentity = v.object({
  awsAccount: text,
  arn: text,
  arnPattern: text,
  userId: text,
  userIdPattern: text,
});
const texts = v.nullish(v.record(v.string(), v.string()), {});
const ClaimMatch = v.object({
  issuer: text,
  issuerPattern: text,
  subject: text,
  subjectPattern: text,
  audience: text,
  audiencePattern: text,
  claims: texts,
  claimPatterns: texts,
});
const StaticKeys = v.object({ issuer: text, subject: text, expirationTime: time });

const IdentityFields = v.object({
  uid,
  name: text,
  description: text,
  lastSeenTime: time,
  createTime: time,
  updateTime: time,
  awsIdentity: v.nullish(AwsIdentity),
  claimMatch: v.nullish(ClaimMatch),
  staticKeys: v.nullish(StaticKeys),
  servicePrincipal: v.pipe(v.nullish(enumValue, ''), v.transform(String)),
});
/** An identity as the API writes it, read into an `Identity`; relationships not named here are `unknown`. */
export const IdentityJson = v.pipe(
  IdentityFields,
  v.transform((json): Identity => ({
    id: json.uid,
    name: json.name,
    description: json.description,
    relationship: relationship(json),
    lastSeen: json.lastSeenTime,
    created: json.createTime,
    updated: json.updateTime,
  })),
);

function relationship(json: v.InferOutput<typeof IdentityFields>): Relationship {
  const { awsIdentity: aws, claimMatch: claims, staticKeys: keys, servicePrincipal } = json;
  if (aws) {
    return {
      kind: 'aws',
      match: {
        account: aws.awsAccount,
        arn: rule(aws.arn, aws.arnPattern),
        userId: rule(aws.userId, aws.userIdPattern),
      },
    };
  }
  if (claims) {
    return {
      kind: 'claims',
      issuer: rule(claims.issuer, claims.issuerPattern),
      subject: rule(claims.subject, claims.subjectPattern),
      audience: rule(claims.audience, claims.audiencePattern),
      claims: [
        ...Object.entries(claims.claims).map(([name, value]) => ({
          name,
          rule: { kind: 'exact', value } as const,
        })),
        ...Object.entries(claims.claimPatterns).map(([name, value]) => ({
          name,
          rule: { kind: 'pattern', value } as const,
        })),
      ],
    };
  }
  if (keys)
    return { kind: 'static', issuer: keys.issuer, subject: keys.subject, expires: keys.expirationTime };
  if (!['', '0', 'SERVICE_PRINCIPAL_UNSPECIFIED'].includes(servicePrincipal)) {
    return { kind: 'service-principal', principal: servicePrincipal.replace(/^SERVICE_PRINCIPAL_/, '') };
  }
  return { kind: 'unknown' };
}

function rule(exact: string, pattern: string): Rule | undefined {
  if (exact !== '') return { kind: 'exact', value: exact };
  return pattern === '' ? undefined : { kind: 'pattern', value: pattern };
}

/** A role as the API writes it, read into a `Role` whose capabilities are still enum values: their names or numbers. */
export const RoleJson = v.pipe(
  v.object({ uid, name: text, description: text, capabilities: v.nullish(v.array(enumValue), []) }),
  v.transform(({ uid: id, ...role }) => ({ id, ...role })),
);

const Named = v.nullish(v.object({ uid: text, name: text }));
const Holder = v.nullish(v.object({ uid: text, name: text, email: text }));
/** A role binding as the API writes it, read into a `RoleBinding`. */
export const RoleBindingJson = v.pipe(
  v.object({ uid, identityUid: text, roleUid: text, identity: Holder, group: Named, role: Named }),
  v.transform((binding): RoleBinding => ({
    id: binding.uid,
    identity: binding.identityUid || (binding.identity?.uid ?? ''),
    holder: binding.identity?.email || (binding.identity?.name ?? ''),
    group: { id: binding.group?.uid ?? '', name: binding.group?.name ?? '' },
    role: { id: binding.roleUid || (binding.role?.uid ?? ''), name: binding.role?.name ?? '' },
  })),
);
