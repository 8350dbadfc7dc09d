import { parseTree, type Node } from 'jsonc-parser';
import { RE2JS } from 're2js';
import { param } from './listing';
import { snake } from './gateway';
import type { Identity } from './resources';
import { badField, StatusError } from './status';

type Fields = Record<string, unknown>;
type Kind = 'string' | 'strings' | 'map' | Shape;
interface Shape {
  [name: string]: Kind;
}

export const identityShape: Shape = {
  uid: 'string',
  name: 'string',
  description: 'string',
  company: 'string',
  awsIdentity: {
    awsAccount: 'string',
    arn: 'string',
    arnPattern: 'string',
    userId: 'string',
    userIdPattern: 'string',
  },
  claimMatch: {
    issuer: 'string',
    issuerPattern: 'string',
    subject: 'string',
    subjectPattern: 'string',
    audience: 'string',
    audiencePattern: 'string',
    claims: 'map',
    claimPatterns: 'map',
  },
  staticKeys: {
    issuer: 'string',
    subject: 'string',
    issuerKeys: 'string',
    expirationTime: 'string',
    audiences: 'strings',
  },
  servicePrincipal: 'string',
};
export const groupShape: Shape = { uid: 'string', name: 'string', description: 'string' };
export const bindingShape: Shape = { uid: 'string', identityUid: 'string', roleUid: 'string' };
const oneofs = [
  ['awsIdentity', 'claimMatch', 'staticKeys', 'servicePrincipal'],
  ['arn', 'arnPattern'],
  ['userId', 'userIdPattern'],
  ['issuer', 'issuerPattern'],
  ['subject', 'subjectPattern'],
  ['audience', 'audiencePattern'],
];

/** Parses a body of JSON; throws InvalidArgument when it is not a JSON object, or has a member twice. */
export function parseBody(body: Buffer): Fields {
  const text = body.toString() || '{}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StatusError(3, 'proto: syntax error (line 1:1): invalid value');
  }
  refuseTwice(parseTree(text));
  if (!isFields(value)) throw new StatusError(3, 'proto: syntax error (line 1:1): unexpected token');
  return value;
}

function refuseTwice(node: Node | undefined): void {
  const names = new Set<string>();
  for (const child of node?.children ?? []) {
    if (node?.type === 'object') {
      const name = child.children?.[0]?.value as string;
      if (names.has(name)) throw new StatusError(3, `proto: duplicate field "${name}"`);
      names.add(name);
    }
    refuseTwice(child);
  }
}

/**
 * The paths to update, with members in JSON's spelling. grpc-gateway passes an update mask on as it stands in the query,
 * and the API knows the fields by proto's names alone; without one, it takes the paths of the body's leaves
 * (runtime/fieldmask.go), where an unknown member is an error.
 */
export function maskOf(query: URLSearchParams, body: Fields, shape: Shape): string[] {
  const given = (param(query, 'updateMask') ?? '').split(',').filter((path) => path !== '');
  if (given.length === 0) return leavesOf(body, shape).filter((path) => path !== 'uid');
  const known = new Map(pathsOf(shape).map((path) => [path.split('.').map(snake).join('.'), path]));
  return given.map((path) => {
    const name = known.get(path);
    if (name === undefined) throw badField('update_mask', `invalid field mask path: ${path}`);
    return name;
  });
}

function pathsOf(shape: Shape): string[] {
  return Object.entries(shape).flatMap(([name, kind]) => [
    name,
    ...(typeof kind === 'object' ? pathsOf(kind).map((path) => `${name}.${path}`) : []),
  ]);
}

function leavesOf(fields: Fields, shape: Shape): string[] {
  return Object.entries(fields).flatMap(([spelled, value]) => {
    const name = Object.keys(shape).find((name) => name === spelled || snake(name) === spelled);
    const kind = name === undefined ? undefined : shape[name];
    if (name === undefined || kind === undefined)
      throw new StatusError(3, `could not find field "${spelled}"`);
    if (typeof kind !== 'object' || !isFields(value)) return [name];
    return leavesOf(value, kind).map((path) => `${name}.${path}`);
  });
}

export const readIdentity = (fields: Fields) => read(fields, identityShape) as Partial<Identity>;
export const readGroup = (fields: Fields) =>
  read(fields, groupShape) as { name?: string; description?: string };
export const readBinding = (fields: Fields) =>
  read(fields, bindingShape) as { identityUid?: string; roleUid?: string };

/**
 * Reads fields as protojson does over the gateway: either spelling of a name, but not both; null is absent; unknown
 * names are dropped; a wrong type or a second member of a oneof is an error.
 */
function read(fields: Fields, shape: Shape): Fields {
  const out: Fields = {};
  for (const [spelled, value] of Object.entries(fields)) {
    const name = Object.keys(shape).find((name) => name === spelled || snake(name) === spelled);
    const kind = name === undefined ? undefined : shape[name];
    if (name === undefined || kind === undefined || value === null) continue;
    if (name in out) throw new StatusError(3, `proto: duplicate field "${spelled}"`);
    const other = oneofs.find((members) => members.includes(name))?.find((member) => member in out);
    if (other !== undefined && shape !== groupShape)
      throw new StatusError(3, `proto: error parsing "${spelled}", oneof is already set`);
    out[name] = readValue(value, kind);
  }
  return out;
}

function readValue(value: unknown, kind: Kind): unknown {
  if (kind === 'string' && typeof value === 'string') return value;
  if (kind === 'strings' && Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value;
  if (kind === 'map' && isFields(value) && Object.values(value).every((each) => typeof each === 'string'))
    return value;
  if (typeof kind === 'object' && isFields(value)) return read(value, kind);
  const named = typeof kind === 'object' ? 'message' : kind;
  throw new StatusError(3, `proto: invalid value for ${named} type: ${JSON.stringify(value)}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws InvalidArgument unless name and description are within Chainguard's rules. */
export function checkName(name: string, description: string): void {
  if (!/^[a-z0-9 ._-]+$/.test(name)) throw badField('name', 'name must match "^[a-z0-9 ._-]{1,}$"');
  if (!/^[^\t\n\f\r]{0,512}$/u.test(description))
    throw badField('description', 'description must match "^[\\S ]{0,512}$"');
}

/** Throws InvalidArgument unless an identity could be kept as it is. */
export function checkIdentity(identity: Partial<Identity>): void {
  checkName(identity.name ?? '', identity.description ?? '');
  const { awsIdentity: aws, claimMatch: claims, staticKeys: keys, servicePrincipal } = identity;
  if (!aws && !claims && !keys && !servicePrincipal)
    throw badField('relationship', 'a relationship is required');
  if (aws) {
    if (!/^[0-9]{12}$/.test(aws.awsAccount))
      throw badField('aws_identity.aws_account', 'AWS account ID must match "^[0-9]{12}$"');
    if (!aws.arn && !aws.arnPattern) throw badField('aws_identity.aws_arn', 'arn or arn_pattern is required');
    if (!aws.userId && !aws.userIdPattern)
      throw badField('aws_identity.aws_user_id', 'user_id or user_id_pattern is required');
    checkPattern('aws_identity.arn_pattern', aws.arnPattern);
    checkPattern('aws_identity.user_id_pattern', aws.userIdPattern);
  }
  if (claims) {
    if (!claims.issuer && !claims.issuerPattern)
      throw badField('claim_match.iss', 'issuer or issuer_pattern is required');
    if (!claims.subject && !claims.subjectPattern)
      throw badField('claim_match.sub', 'subject or subject_pattern is required');
    checkPattern('claim_match.issuer_pattern', claims.issuerPattern);
    checkPattern('claim_match.subject_pattern', claims.subjectPattern);
    checkPattern('claim_match.audience_pattern', claims.audiencePattern);
    for (const pattern of Object.values(claims.claimPatterns ?? {}))
      checkPattern('claim_match.claim_patterns', pattern);
  }
  if (keys && (!keys.issuer || !keys.subject || !keys.issuerKeys))
    throw badField('static_keys', 'issuer, subject and issuer_keys are required');
}

/** Whether the server checks patterns when an identity is made is not public; Terraform does, with the same regexp. */
function checkPattern(field: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    throw badField(field, `error parsing regexp: ${error instanceof Error ? error.message : String(error)}`);
  }
}
