import { randomBytes } from 'node:crypto';
import type { Call } from './api';
import { checkQuery, listFields } from './gateway';
import { paginate, param, uidpFilter } from './listing';
import { bindingShape, maskOf, parseBody, readBinding } from './readJson';
import { parentOf, type Role, type RoleBinding } from './resources';
import type { Reply } from './serve';
import { badField, notFound, StatusError, v2Error } from './status';
import { bindingJson, roleJson } from './writeJson';

/** /iam/v2/roles, /iam/v2/roleBindings and their single resources; binding takes the group's UIDP in the path. */
export function answerRoles(call: Call, collection: string, uid: string | undefined): Reply | undefined {
  const { method } = call.asked;
  if (collection === 'roles' && method === 'GET')
    return uid === undefined ? listRoles(call) : getRole(call, uid);
  if (collection !== 'roleBindings') return undefined;
  if (uid === undefined) return method === 'GET' ? listBindings(call) : undefined;
  if (uid === ':batch') return batch(call);
  if (method === 'POST') return { status: 200, body: create(call, uid, parseBody(call.asked.body)) };
  const binding = call.resources.bindings.get(uid);
  if (method === 'DELETE') {
    // One that is not there counts as deleted (proto platform/iam/v2/role_bindings.proto).
    call.access.demand('role_bindings.delete', uid);
    if (binding) call.resources.unbind(binding);
    return { status: 200, body: {} };
  }
  if (!binding || !call.access.may('role_bindings.list', uid)) {
    call.access.demandAnywhere('role_bindings.list');
    throw notFound('role binding', uid);
  }
  if (method === 'GET') return { status: 200, body: bindingJson(binding, call.resources) };
  return method === 'PATCH' ? update(call, binding) : undefined;
}

/** Built-in roles live at the root and are seen by whoever may list roles anywhere. */
function maySee({ access }: Call, role: Role): boolean {
  return role.uid.includes('/') ? access.may('roles.list', role.uid) : access.mayAnywhere('roles.list');
}

function listRoles(call: Call): Reply {
  const { asked, access, resources } = call;
  checkQuery(asked, listFields);
  access.demandAnywhere('roles.list');
  const wanted = uidpFilter(asked.query);
  const name = param(asked.query, 'name');
  const seen = [...resources.roles.values()].filter(
    (role) => wanted(role.uid) && (!name || role.name === name) && maySee(call, role),
  );
  const { page, rest } = paginate(asked, seen);
  return { status: 200, body: { roles: page.map(roleJson), ...rest } };
}

function getRole(call: Call, uid: string): Reply {
  const role = call.resources.roles.get(uid);
  call.access.demandAnywhere('roles.list');
  if (!role || !maySee(call, role)) throw notFound('role', uid);
  return { status: 200, body: roleJson(role) };
}

function listBindings({ asked, access, resources }: Call): Reply {
  checkQuery(asked, { ...listFields, identity: 'string', group: 'string', role: 'string' });
  access.demandAnywhere('role_bindings.list');
  const wanted = uidpFilter(asked.query);
  const identity = param(asked.query, 'identity');
  const group = param(asked.query, 'group');
  const role = param(asked.query, 'role');
  const from = identity ? resources.bindingsOf(identity) : [...resources.bindings.values()];
  const seen = from.filter(
    ({ uid, roleUid }) =>
      wanted(uid) &&
      (!group || parentOf(uid) === group) &&
      (!role || roleUid === role) &&
      access.may('role_bindings.list', uid),
  );
  const { page, rest } = paginate(asked, seen);
  return {
    status: 200,
    body: { roleBindings: page.map((binding) => bindingJson(binding, resources)), ...rest },
  };
}

function create({ asked, access, resources }: Call, group: string, fields: Record<string, unknown>) {
  access.demand('role_bindings.create', group);
  if (!resources.groups.has(group)) throw notFound('group', group);
  const { identityUid = '', roleUid = '' } = readBinding(fields);
  checkEnds(resources, identityUid, roleUid);
  const same = resources
    .bindingsOf(identityUid)
    .some((other) => other.roleUid === roleUid && parentOf(other.uid) === group);
  if (same) throw v2Error(6, 'role binding already exists');
  const uid = `${group}/${randomBytes(8).toString('hex')}`;
  const binding = { uid, identityUid, roleUid, createTime: asked.now.toISOString() };
  resources.bind(binding);
  return bindingJson(binding, resources);
}

function checkEnds(resources: Call['resources'], identityUid: string, roleUid: string): void {
  if (identityUid === '') throw badField('identity_uid', 'is required');
  if (roleUid === '') throw badField('role_uid', 'is required');
  if (!resources.subject(identityUid)) throw notFound('identity', identityUid);
  if (!resources.roles.has(roleUid)) throw notFound('role', roleUid);
}

/** All or nothing: whatever was bound before a failure is unbound again. */
function batch(call: Call): Reply {
  const body = parseBody(call.asked.body);
  const parent = typeof body['parent'] === 'string' ? body['parent'] : '';
  const requests = Array.isArray(body['requests']) ? (body['requests'] as Record<string, unknown>[]) : [];
  if (parent === '') throw badField('parent', 'is required');
  if (requests.length === 0) throw badField('requests', 'is required');
  if (requests.length > 25) throw badField('requests', 'must not be more than 25');
  const shared = body['roleUid'] ?? body['role_uid'];
  const made: ReturnType<typeof create>[] = [];
  try {
    for (const request of requests) {
      const given = (request['roleBinding'] ?? request['role_binding'] ?? {}) as Record<string, unknown>;
      const own = request['parent'];
      const fields = given['roleUid'] || given['role_uid'] || !shared ? given : { ...given, roleUid: shared };
      made.push(create(call, typeof own === 'string' && own !== '' ? own : parent, fields));
    }
  } catch (error) {
    for (const { uid } of made) {
      const binding = call.resources.bindings.get(uid);
      if (binding) call.resources.unbind(binding);
    }
    throw error instanceof StatusError ? error : v2Error(3, String(error));
  }
  return { status: 200, body: { roleBindings: made } };
}

function update({ asked, access, resources }: Call, binding: RoleBinding): Reply {
  access.demand('role_bindings.update', binding.uid);
  checkQuery(asked, { updateMask: 'mask' });
  const body = parseBody(asked.body);
  const given = readBinding(body);
  maskOf(asked.query, body, bindingShape);
  const identityUid = given.identityUid ?? binding.identityUid;
  const roleUid = given.roleUid ?? binding.roleUid;
  checkEnds(resources, identityUid, roleUid);
  resources.unbind(binding);
  const next = { ...binding, identityUid, roleUid };
  resources.bind(next);
  return { status: 200, body: bindingJson(next, resources) };
}
