import { randomBytes } from 'node:crypto';
import type { Call } from './api';
import { checkQuery, listFields } from './gateway';
import { paginate, param, uidpFilter } from './listing';
import { checkName, groupShape, maskOf, parseBody, readGroup } from './readJson';
import { covers, type Group } from './resources';
import type { Reply } from './serve';
import { badField, notFound, v2Error } from './status';
import { groupJson } from './writeJson';

/** /iam/v2/groups and /iam/v2/groups/{uid}; creating takes the parent's UIDP in the path. */
export function answerGroups(call: Call, uid: string | undefined): Reply | undefined {
  const { asked, access, resources } = call;
  if (uid === undefined) return asked.method === 'GET' ? list(call) : undefined;
  if (asked.method === 'POST') return create(call, uid);
  const group = resources.groups.get(uid);
  if (!group || !access.may('groups.list', uid)) throw notFound('group', uid);
  if (asked.method === 'GET') return { status: 200, body: groupJson(group) };
  if (asked.method === 'PATCH') return update(call, group);
  return asked.method === 'DELETE' ? remove(call, group) : undefined;
}

function list({ asked, access, resources }: Call): Reply {
  checkQuery(asked, listFields);
  access.demandAnywhere('groups.list');
  const wanted = uidpFilter(asked.query);
  const name = param(asked.query, 'name');
  const seen = [...resources.groups.values()].filter(
    (group) => wanted(group.uid) && (!name || group.name === name) && access.may('groups.list', group.uid),
  );
  const { page, rest } = paginate(asked, seen);
  return { status: 200, body: { groups: page.map(groupJson), ...rest } };
}

function create({ asked, access, resources }: Call, parent: string): Reply {
  access.demand('groups.create', parent);
  if (!resources.groups.has(parent)) throw notFound('group', parent);
  const { name = '', description = '' } = readGroup(parseBody(asked.body));
  checkName(name, description);
  const sibling = [...resources.groups.values()].some(
    (group) => group.name === name && group.uid.startsWith(`${parent}/`),
  );
  if (sibling) throw v2Error(6, `group already exists: ${name}`);
  const now = asked.now.toISOString();
  const uid = `${parent}/${randomBytes(8).toString('hex')}`;
  const group = { uid, name, description, verified: false, createTime: now, updateTime: now };
  resources.groups.set(uid, group);
  return { status: 200, body: groupJson(group) };
}

function update({ asked, access }: Call, group: Group): Reply {
  access.demand('groups.update', group.uid);
  checkQuery(asked, { updateMask: 'mask' });
  const body = parseBody(asked.body);
  const given = readGroup(body);
  const mask = maskOf(asked.query, body, groupShape);
  const next = { name: group.name, description: group.description };
  for (const path of mask) {
    if (path !== 'name' && path !== 'description') throw badField('update_mask', `cannot update: ${path}`);
    next[path] = given[path] ?? '';
  }
  checkName(next.name, next.description);
  Object.assign(group, next, { updateTime: asked.now.toISOString() });
  return { status: 200, body: groupJson(group) };
}

function remove({ access, resources }: Call, group: Group): Reply {
  access.demand('groups.delete', group.uid);
  const inside = [resources.groups, resources.identities, resources.repos].some((map) =>
    [...map.keys()].some((uid) => uid !== group.uid && covers(group.uid, uid)),
  );
  if (inside) {
    const violations = [
      { type: 'NOT_EMPTY', subject: group.uid, description: 'the group still holds resources' },
    ];
    const detail = { '@type': 'type.googleapis.com/google.rpc.PreconditionFailure', violations };
    throw v2Error(9, 'the group is not empty', detail);
  }
  resources.groups.delete(group.uid);
  for (const binding of [...resources.bindings.values()])
    if (covers(group.uid, binding.uid)) resources.unbind(binding);
  return { status: 200, body: {} };
}
