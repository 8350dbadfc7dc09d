import type { DefinitionPart } from '../core/definition';
import type { Rule } from '../core/identity';

/** What a field's name says it is. */
interface KeyMeaning {
  readonly part: DefinitionPart | undefined;
  readonly kind: Rule['kind'];
  /** Whether the reader of such documents takes this spelling. */
  readonly known: boolean;
}

/** Whose names they are: Chainguard's API and chainctl (`json`), or the Terraform provider. */
export type Dialect = 'json' | 'terraform';

/** Where the field stands: in the identity or in its AWS part. */
export type Level = 'identity' | 'aws';

const exact = 'exact';
const pattern = 'pattern';
type Row = readonly [
  part: DefinitionPart | undefined,
  kind: Rule['kind'],
  camel: string,
  terraform: string | undefined,
];

/**
 * Chainguard's names in camel case (chainguard-dev/sdk iam/v1 identity.platform.proto and v2 identities.proto; their
 * snake case is taken as well) beside the Terraform provider's.
 */
const rows: Readonly<Record<Level, readonly Row[]>> = {
  identity: [
    ['id', exact, 'id', 'id'],
    ['id', exact, 'uid', undefined],
    ['name', exact, 'name', 'name'],
    ['description', exact, 'description', 'description'],
    ['parent', exact, '', 'parent_id'],
    ['aws', exact, 'awsIdentity', 'aws_identity'],
    ['relationship', exact, 'claimMatch', 'claim_match'],
    ['relationship', exact, 'static', 'static'],
    ['relationship', exact, 'staticKeys', undefined],
    ['relationship', exact, 'servicePrincipal', 'service_principal'],
    ...['createdAt', 'updatedAt', 'lastSeen', 'createTime', 'updateTime', 'lastSeenTime'].map((name): Row => [
      undefined,
      exact,
      name,
      undefined,
    ]),
    ...['email', 'emailUnverified', 'company'].map((name): Row => [undefined, exact, name, undefined]),
  ],
  aws: [
    ['account', exact, 'awsAccount', 'aws_account'],
    ['arn', exact, 'arn', 'aws_arn'],
    ['arn', pattern, 'arnPattern', 'aws_arn_pattern'],
    ['userId', exact, 'userId', 'aws_user_id'],
    ['userId', pattern, 'userIdPattern', 'aws_user_id_pattern'],
  ],
};

/** Other names that people give to a part, in lower case and without separators. */
const meant: Readonly<Record<Level, Readonly<Record<string, readonly [DefinitionPart, Rule['kind']]>>>> = {
  identity: { aws: ['aws', exact], awsid: ['aws', exact] },
  aws: {
    account: ['account', exact],
    accountid: ['account', exact],
    awsaccountid: ['account', exact],
    awsarn: ['arn', exact],
    awsarnpattern: ['arn', pattern],
    awsuserid: ['userId', exact],
    awsuseridpattern: ['userId', pattern],
  },
};

/** What `key` means at `level`; with `known` false and a part when it is another spelling of one. */
export function meaningOf(key: string, level: Level, dialect: Dialect): KeyMeaning {
  const named = (row: Row) => (dialect === 'json' ? row[2] === key || snake(row[2]) === key : row[3] === key);
  const row = rows[level].find((each) => key !== '' && named(each));
  if (row) return { part: row[0], kind: row[1], known: true };
  const bare = key.toLowerCase().replace(/[_-]/g, '');
  const alike = rows[level].find(
    ([part, , camel, terraform]) =>
      part !== undefined &&
      [camel, terraform ?? ''].some((name) => name.toLowerCase().replace(/_/g, '') === bare),
  );
  const [part, kind] = (alike && ([alike[0], alike[1]] as const)) ?? meant[level][bare] ?? [undefined, exact];
  return { part, kind, known: false };
}

/** The name of a part, in snake case where the document's other names are. */
export function nameOf(
  part: DefinitionPart | undefined,
  kind: Rule['kind'],
  dialect: Dialect,
  inSnakeCase: boolean,
): string | undefined {
  const row = [...rows.identity, ...rows.aws].find((each) => each[0] === part && each[1] === kind);
  if (part === undefined || !row) return undefined;
  if (dialect === 'terraform') return row[3];
  return row[2] === '' ? undefined : inSnakeCase ? snake(row[2]) : row[2];
}

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
