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
/** A map of texts. A member that is null is not set; one of another type is refused. */
const texts = v.pipe(
  v.nullish(v.record(v.string(), v.nullish(v.string())), {}),
  v.transform((map) =>
    Object.entries(map).flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : [])),
  ),
);
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
/** `expirationTime` in version 2 of the API, `expiration` in version 1. */
const StaticKeys = v.object({ issuer: text, subject: text, expirationTime: time, expiration: time });

const IdentityFields = v.looseObject({
  uid,
  name: text,
  description: text,
  lastSeenTime: time,
  createTime: time,
  updateTime: time,
  awsIdentity: v.nullish(AwsIdentity),
  claimMatch: v.nullish(ClaimMatch),
  staticKeys: v.nullish(StaticKeys),
  static: v.nullish(StaticKeys),
  servicePrincipal: v.pipe(v.nullish(enumValue, ''), v.transform(String)),
});
/** An identity as the API writes it, read into an `Identity`; relationships not named here are `unknown`. */
export const IdentityJson = v.pipe(
  v.unknown(),
  v.transform(inCamelCase),
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

/** Protojson takes the names of fields in snake case as well; names of claims are no such names. */
function inCamelCase(json: unknown): unknown {
  const renamed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, each]: [string, unknown]) => [
            name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
            each,
          ]),
        )
      : value;
  const identity = renamed(json);
  if (typeof identity !== 'object' || identity === null || Array.isArray(identity)) return identity;
  return Object.fromEntries(
    Object.entries(identity).map(([name, value]: [string, unknown]) => [name, renamed(value)]),
  );
}

/** What the server says about an identity beside the fields that are known. */
function unknownNames(json: v.InferOutput<typeof IdentityFields>): readonly string[] {
  return Object.entries(json)
    .filter(([name, value]) => !knownNames.has(name) && isSet(value))
    .map(([name]) => name);
}

/** Whether a value is another one than what a gateway writes for a field that is not set. */
function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

const knownNames: ReadonlySet<string> = new Set([
  ...Object.keys(IdentityFields.entries),
  'email',
  'emailUnverified',
  'company',
  'id',
  'createdAt',
  'updatedAt',
  'lastSeen',
]);

function relationship(json: v.InferOutput<typeof IdentityFields>): Relationship {
  const { awsIdentity: aws, claimMatch: claims, servicePrincipal } = json;
  const keys = json.staticKeys ?? json.static;
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
        ...claims.claims.map(({ name, value }) => ({ name, rule: { kind: 'exact', value } as const })),
        ...claims.claimPatterns.map(({ name, value }) => ({
          name,
          rule: { kind: 'pattern', value } as const,
        })),
      ],
    };
  }
  if (keys)
    return {
      kind: 'static',
      issuer: keys.issuer,
      subject: keys.subject,
      expires: keys.expirationTime ?? keys.expiration,
    };
  if (!['', '0', 'SERVICE_PRINCIPAL_UNSPECIFIED'].includes(servicePrincipal)) {
    return { kind: 'service-principal', principal: servicePrincipal.replace(/^SERVICE_PRINCIPAL_/, '') };
  }
  const sent = unknownNames(json);
  return sent.length === 0 ? { kind: 'unknown' } : { kind: 'unknown', sent };
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
