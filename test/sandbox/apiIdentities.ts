import { randomBytes } from 'node:crypto';
import type { Call } from './api';
import { checkQuery, listFields } from './gateway';
import { paginate, param, uidpFilter } from './listing';
import { checkIdentity, identityShape, maskOf, parseBody, readIdentity } from './readJson';
import type { Identity } from './resources';
import type { Reply } from './serve';
import { badField, notFound, v2Error } from './status';
import { identityJson } from './writeJson';

const relationships = {
  RELATIONSHIP_TYPE_CLAIM_MATCH: 'claimMatch',
  RELATIONSHIP_TYPE_STATIC: 'staticKeys',
  RELATIONSHIP_TYPE_AWS_IDENTITY: 'awsIdentity',
  RELATIONSHIP_TYPE_SERVICE_PRINCIPAL: 'servicePrincipal',
} as const;
const relationshipFields = Object.values(relationships);
const numbers = ['RELATIONSHIP_TYPE_UNSPECIFIED', ...Object.keys(relationships)];

/** /iam/v2/identities, /iam/v2/identities/{uid} and :lookupIdentity; creating takes the group's UIDP in the path. */
export function answerIdentities(call: Call, uid: string | undefined): Reply | undefined {
  const { asked, access, resources } = call;
  if (uid === undefined) return asked.method === 'GET' ? list(call) : undefined;
  if (uid === ':lookup') return lookup(call);
  if (asked.method === 'POST') return create(call, uid);
  const identity = resources.identities.get(uid);
  if (!identity || !access.may('identity.list', uid)) {
    access.demandAnywhere('identity.list');
    throw notFound('identity', uid);
  }
  if (asked.method === 'GET') return { status: 200, body: identityJson(identity) };
  if (asked.method === 'PATCH') return update(call, identity);
  return asked.method === 'DELETE' ? remove(call, identity) : undefined;
}

function list({ asked, access, resources }: Call): Reply {
  checkQuery(asked, { ...listFields, relationshipType: numbers });
  access.demandAnywhere('identity.list');
  const wanted = uidpFilter(asked.query);
  const name = param(asked.query, 'name');
  const type = relationshipOf(param(asked.query, 'relationshipType') ?? '');
  const visible = access.scope('identity.list');
  const seen = [...resources.identities.values()].filter(
    (identity) =>
      wanted(identity.uid) &&
      (!name || identity.name === name) &&
      (!type || identity[type] !== undefined) &&
      visible(identity.uid),
  );
  const { page, rest } = paginate(asked, seen);
  return { status: 200, body: { identities: page.map(identityJson), ...rest } };
}

/** The member that an enum value stands for, by name or number. */
function relationshipOf(text: string) {
  const name = /^\+?\d+$/.test(text) ? numbers[Number(text)] : text;
  return Object.entries(relationships).find(([known]) => known === name)?.[1];
}

function lookup({ asked, access, resources }: Call): Reply {
  checkQuery(asked, { issuer: 'string', subject: 'string' });
  const issuer = param(asked.query, 'issuer');
  const subject = param(asked.query, 'subject');
  const found = [...resources.identities.values()].find(
    ({ uid, claimMatch }) =>
      claimMatch?.issuer === issuer && claimMatch?.subject === subject && access.may('identity.list', uid),
  );
  if (!found || issuer === undefined || subject === undefined) throw notFound('identity', subject ?? '');
  return { status: 200, body: { uid: found.uid } };
}

function create({ asked, access, resources }: Call, parent: string): Reply {
  access.demand('identity.create', parent);
  if (!resources.groups.has(parent)) throw notFound('group', parent);
  const given = readIdentity(parseBody(asked.body));
  checkIdentity(given);
  const now = asked.now.toISOString();
  const identity: Identity = {
    name: '',
    description: '',
    company: '',
    email: '',
    lastSeenTime: null,
    ...given,
    uid: `${parent}/${randomBytes(8).toString('hex')}`,
    createTime: now,
    updateTime: now,
  };
  const taken = [...resources.identities.values()].some(
    (other) =>
      other.name === identity.name &&
      other.uid.startsWith(`${parent}/`) &&
      other.uid.length === identity.uid.length,
  );
  if (taken) throw v2Error(6, `identity already exists: ${identity.name}`);
  resources.identities.set(identity.uid, identity);
  return { status: 200, body: identityJson(identity) };
}

/** A relationship that the update mask names replaces the one before it; the mask may also name a member of one. */
function update({ asked, access, resources }: Call, identity: Identity): Reply {
  access.demand('identity.update', identity.uid);
  checkQuery(asked, { updateMask: 'mask' });
  const body = parseBody(asked.body);
  const given = readIdentity(body);
  const paths = maskOf(asked.query, body, identityShape);
  const next = structuredClone(identity) as Identity & Record<string, unknown>;
  for (const path of paths) {
    const [field = '', member] = path.split('.');
    const relationship = relationshipFields.find((name) => name === field);
    if (!relationship && !['name', 'description', 'company'].includes(field))
      throw badField('update_mask', `cannot update: ${path}`);
    const value = (given as Record<string, unknown>)[field];
    if (member !== undefined && relationship) setMember(next, relationship, member, value);
    else if (relationship) {
      for (const name of relationshipFields) Reflect.deleteProperty(next, name);
      next[field] = value;
    } else next[field] = value ?? '';
  }
  checkIdentity(next);
  next.updateTime = asked.now.toISOString();
  resources.identities.set(identity.uid, next);
  return { status: 200, body: identityJson(next) };
}

function setMember(next: Record<string, unknown>, field: string, member: string, value: unknown): void {
  const before = next[field] as Record<string, unknown> | undefined;
  if (before === undefined) throw badField('update_mask', `cannot update: ${field}.${member}`);
  const other = member.endsWith('Pattern') ? member.slice(0, -'Pattern'.length) : `${member}Pattern`;
  const given = (value ?? {}) as Record<string, unknown>;
  Reflect.deleteProperty(before, member);
  if (given[member] === undefined) return;
  Reflect.deleteProperty(before, other);
  before[member] = given[member];
}

function remove({ access, resources }: Call, identity: Identity): Reply {
  access.demand('identity.delete', identity.uid);
  resources.identities.delete(identity.uid);
  for (const binding of resources.bindingsOf(identity.uid)) resources.unbind(binding);
  return { status: 200, body: {} };
}
