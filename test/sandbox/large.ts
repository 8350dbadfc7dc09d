import type { Identity, Resources } from './resources';
import { accounts, hex, organization, roles } from './world';

const perGroup = 25;
const stamp = { createTime: '2026-01-20T08:00:00Z', updateTime: '2026-01-20T08:00:00Z' };

/**
 * Adds groups with 25 identities each, the same ones every time; every tenth identity is bound to nothing.
 * Groups are made at once, identities and bindings when somebody first looks at them.
 */
export function growLarge(resources: Resources, count = 50_000): void {
  for (let index = 0; index < count / perGroup; index++) {
    const name = `team-${String(index).padStart(4, '0')}`;
    const uid = groupUid(index);
    resources.groups.set(uid, { uid, name, description: '', verified: false, ...stamp });
  }
  resources.later(() => {
    const pull = roles['registry.pull'] ?? '';
    for (let index = 0; index < count; index++) {
      const identity = makeIdentity(index);
      resources.identities.set(identity.uid, identity);
      if (index % 10 === 9) continue;
      const uid = `${organization.uid}/${(0x8000_0000_0000_0000n + BigInt(index)).toString(16)}`;
      resources.bind({ uid, identityUid: identity.uid, roleUid: pull, createTime: stamp.createTime });
    }
  });
}

function groupUid(index: number): string {
  return `${organization.uid}/${hex('teams', 12)}${index.toString(16).padStart(4, '0')}`;
}

function makeIdentity(index: number): Identity {
  const name = `svc-${String(index).padStart(5, '0')}`;
  const uid = `${groupUid(Math.floor(index / perGroup))}/${hex('services', 11)}${index.toString(16).padStart(5, '0')}`;
  const blank = { uid, name, description: '', company: '', email: '', lastSeenTime: null, ...stamp };
  if (index % 3 === 2)
    return {
      ...blank,
      claimMatch: {
        issuer: 'https://token.actions.githubusercontent.com',
        subject: `repo:acme/${name}:ref:refs/heads/main`,
      },
    };
  return {
    ...blank,
    awsIdentity: {
      awsAccount: accounts.aws,
      arnPattern: `^arn:aws:sts::${accounts.aws}:assumed-role/${name}/(.+)$`,
      userIdPattern: '^AROA[A-Z0-9]+:(.+)$',
    },
  };
}
