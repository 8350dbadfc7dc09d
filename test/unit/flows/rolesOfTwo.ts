import type { Sandbox } from '../../sandbox/sandbox';
import { hex, organization, people, roles } from '../../sandbox/world';

/** An organization of which `kim@acme.example` is an owner too. */
export const other = { uid: hex('other.example', 40), name: 'other.example' };

/** Adds the other organization, with more roles of its own than a page holds, and one to the usual organization. */
export function addRolesOfTwo({ world: { resources } }: Sandbox) {
  const stamp = { createTime: '2026-01-12T09:30:00Z', updateTime: '2026-01-12T09:30:00Z' };
  const role = (parent: string, name: string) => {
    const uid = `${parent}/${hex(`${parent} ${name}`, 16)}`;
    const made = { uid, name, description: '', capabilities: ['groups.list'], ...stamp };
    resources.roles.set(uid, made);
    return made;
  };
  resources.groups.set(other.uid, { ...other, description: '', verified: true, ...stamp });
  resources.bind({
    uid: `${other.uid}/${hex('kim owns the other', 16)}`,
    identityUid: people['kim@acme.example'],
    roleUid: roles['owner'] ?? '',
    createTime: stamp.createTime,
  });
  const own = role(organization.uid, 'zz-own');
  const foreign = Array.from({ length: 210 }, (_, index) => role(other.uid, `foreign-${index}`));
  return { own, foreign };
}
