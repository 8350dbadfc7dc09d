import type { DefinitionPart } from '../core/lint/definition';
import type { Rule } from '../core/identity';

/** What a field's name says it is. */
interface KeyMeaning {
  readonly part: DefinitionPart | undefined;
  readonly kind: Rule['kind'];
  /** Whether Chainguard, or the provider, takes this spelling. */
  readonly known: boolean;
}

/**
 * Whose field names a document uses: those of Chainguard's API and chainctl (`json`), or the Terraform
 * provider's.
 */
export type Dialect = 'json' | 'terraform';

/** An object with more fields than this is data, not a definition that a person wrote. */
export const mostFields = 300;

/** Whether a field is in the identity, or in the part that says who can assume it: AWS callers, claims, static keys. */
export type Level = 'identity' | 'aws' | 'claims' | 'static';

const exact = 'exact';
const pattern = 'pattern';
type Row = readonly [
  part: DefinitionPart | undefined,
  kind: Rule['kind'],
  camel: string,
  terraform: string | undefined,
];

/** Fields that Chainguard also takes and shows, but that nothing here looks at. */
const others =
  'createdAt updatedAt lastSeen createTime updateTime lastSeenTime email emailUnverified company'.split(' ');

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
    ...others.map((name): Row => [undefined, exact, name, undefined]),
  ],
  aws: [
    ['account', exact, 'awsAccount', 'aws_account'],
    ['arn', exact, 'arn', 'aws_arn'],
    ['arn', pattern, 'arnPattern', 'aws_arn_pattern'],
    ['userId', exact, 'userId', 'aws_user_id'],
    ['userId', pattern, 'userIdPattern', 'aws_user_id_pattern'],
  ],
  claims: [
    ['issuer', exact, 'issuer', 'issuer'],
    ['issuer', pattern, 'issuerPattern', 'issuer_pattern'],
    ['subject', exact, 'subject', 'subject'],
    ['subject', pattern, 'subjectPattern', 'subject_pattern'],
    ['audience', exact, 'audience', 'audience'],
    ['audience', pattern, 'audiencePattern', 'audience_pattern'],
    ['claims', exact, 'claims', 'claims'],
    ['claims', pattern, 'claimPatterns', 'claim_patterns'],
  ],
  static: [
    ['issuer', exact, 'issuer', 'issuer'],
    ['subject', exact, 'subject', 'subject'],
    ['expires', exact, 'expiration', 'expiration'],
    ['expires', exact, 'expirationTime', undefined],
    [undefined, exact, 'issuerKeys', 'issuer_keys'],
    [undefined, exact, 'audiences', 'audiences'],
  ],
};

/** Other names that people give to a part, in their {@link bare} form. */
const meant: Readonly<Record<Level, Readonly<Record<string, readonly [DefinitionPart, Rule['kind']]>>>> = {
  identity: {},
  aws: {
    account: ['account', exact],
    accountid: ['account', exact],
    awsaccountid: ['account', exact],
    awsarn: ['arn', exact],
    awsarnpattern: ['arn', pattern],
    awsuserid: ['userId', exact],
    awsuseridpattern: ['userId', pattern],
  },
  claims: {
    iss: ['issuer', exact],
    sub: ['subject', exact],
    aud: ['audience', exact],
    claim: ['claims', exact],
    claimpattern: ['claims', pattern],
  },
  static: {},
};

/**
 * What `key` means at `level`. For another spelling of a part, gives that part with `known` false; in the AWS part, whose
 * names are like no others, also for one with a letter or two too many, too few or exchanged.
 */
export function meaningOf(key: string, level: Level, dialect: Dialect): KeyMeaning {
  const names = (namesKnown[dialect][level] ??= namesOf(level, dialect));
  const taken = names.taken.get(key);
  if (taken || key.length > longestName) return taken ?? nothing;
  const text = bare(key);
  return names.meant.get(text) ?? (level === 'aws' ? nearest(text, names.meant) : undefined) ?? nothing;
}

/** Longer than any name, however it is misspelled. */
const longestName = 40;

function nearest(text: string, meanings: Names['meant']): KeyMeaning | undefined {
  for (const [name, meaning] of meanings) {
    const most = name.length >= 9 ? 2 : name.length >= 6 ? 1 : 0;
    if (Math.abs(name.length - text.length) <= most && distance(name, text) <= most) return meaning;
  }
  return undefined;
}

/** How many letters one has to add, drop or replace to make one text the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const nothing: KeyMeaning = { part: undefined, kind: exact, known: false };

interface Names {
  /** By the names themselves. */
  readonly taken: ReadonlyMap<string, KeyMeaning>;
  /** By the {@link bare} names of any dialect. */
  readonly meant: ReadonlyMap<string, KeyMeaning>;
}

/** Made once, because a document may have hundreds of thousands of keys. */
const namesKnown: Readonly<Record<Dialect, Partial<Record<Level, Names>>>> = { json: {}, terraform: {} };

function namesOf(level: Level, dialect: Dialect): Names {
  const taken = new Map<string, KeyMeaning>();
  const meanings = new Map<string, KeyMeaning>();
  for (const [name, [part, kind]] of Object.entries(meant[level]))
    meanings.set(name, { part, kind, known: false });
  for (const [part, kind, camel, terraform = ''] of rows[level].toReversed()) {
    for (const name of dialect === 'json' ? [camel, snake(camel)] : [terraform])
      if (name !== '') taken.set(name, { part, kind, known: true });
    if (part === undefined) continue;
    for (const name of [camel, terraform])
      if (name !== '') meanings.set(bare(name), { part, kind, known: false });
  }
  return { taken, meant: meanings };
}

/** A name in lower case and without separators. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** The name of a part; in the `json` dialect, in camel or snake case. `undefined` if the dialect has none. */
export function nameOf(
  part: DefinitionPart | undefined,
  kind: Rule['kind'],
  dialect: Dialect,
  inSnakeCase: boolean,
): string | undefined {
  const row = [...rows.identity, ...rows.aws, ...rows.claims].find(
    (each) => each[0] === part && each[1] === kind,
  );
  if (part === undefined || !row) return undefined;
  if (dialect === 'terraform') return row[3];
  return row[2] === '' ? undefined : inSnakeCase ? snake(row[2]) : row[2];
}

/** Whether names are in snake case: some name has an underscore, and none a capital after a small letter. */
export function inSnakeCase(names: readonly string[]): boolean {
  return names.some((name) => name.includes('_')) && !names.some((name) => /[a-z][A-Z]/.test(name));
}

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
