import { createHash } from 'node:crypto';
import { builtInRoles } from './capabilities';
import { Resources, type Identity } from './resources';

/** Hex digits that depend on nothing but the name, so that the world is the same in every run. */
export function hex(name: string, digits: number): string {
  return createHash('sha256').update(`sandbox:${name}`).digest('hex').slice(0, digits);
}

/** The audience of API tokens: a name, never an address. */
export const apiAudience = 'https://console-api.enforce.dev';
export const publicIssuer = 'https://issuer.enforce.dev';
export const accounts = { aws: '123456789012', gov: '210987654321', china: '345678901234' };
export const roleIds = {
  ciRunner: 'AROAQ3EGCIRUNNEXAMPLE',
  instance: 'AROAQ3EGINSTANEXAMPLE',
  container: 'AROAQ3EGCONTAIEXAMPLE',
};

const created = '2026-01-12T09:30:00Z';
const day = 24 * 60 * 60 * 1000;
const ago = (at: Date, ms: number) => new Date(at.getTime() - ms).toISOString();

export const organization = { uid: hex('acme.example', 40), name: 'acme.example' };
const platform = `${organization.uid}/${hex('platform', 16)}`;
const web = `${organization.uid}/${hex('web', 16)}`;
export const groups = { platform, web };

/** UIDPs of the identities, by name. */
export const identities = {
  'ci-runner': `${platform}/${hex('ci-runner', 16)}`,
  'ec2-pull': `${platform}/${hex('ec2-pull', 16)}`,
  release: `${platform}/${hex('release', 16)}`,
  'build-keys': `${web}/${hex('build-keys', 16)}`,
  'catalog-syncer': `${web}/${hex('catalog-syncer', 16)}`,
  nightly: `${web}/${hex('nightly', 16)}`,
};
export const people = {
  'kim@acme.example': hex('kim@acme.example', 40),
  /** May look at everything and change nothing. */
  'lee@acme.example': hex('lee@acme.example', 40),
};

/** The built-in roles' UIDs by name; the viewer's is the one in Chainguard's documents. */
export const roles: Record<string, string> = Object.fromEntries(
  Object.keys(builtInRoles).map((name) => [
    name,
    name === 'viewer' ? '63921b2c44617e3f2603851537be0123af4a57d7' : hex(`role ${name}`, 40),
  ]),
);

const relationships: Record<keyof typeof identities, Partial<Identity>> = {
  'ci-runner': {
    description: 'Runs the builds',
    awsIdentity: {
      awsAccount: accounts.aws,
      arnPattern: `^arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/(.+)$`,
      userIdPattern: `^${roleIds.ciRunner}:(.+)$`,
    },
  },
  'ec2-pull': {
    description: 'Pulls images on the build hosts',
    // Wrong on purpose: an instance presents arn:aws:sts::…:assumed-role/…, never the ARN of its IAM role.
    awsIdentity: {
      awsAccount: accounts.aws,
      arnPattern: `^arn:aws:iam::${accounts.aws}:role/AmazonSSMRoleForInstancesQuickSetup$`,
      userIdPattern: `^${roleIds.instance}:(.+)$`,
    },
  },
  release: {
    description: 'Publishes releases from GitHub',
    claimMatch: {
      issuer: 'https://token.actions.githubusercontent.com',
      subjectPattern: '^repo:acme/shop:ref:refs/tags/v[0-9.]+$',
      audience: publicIssuer,
    },
  },
  'build-keys': {
    description: 'An offline builder',
    staticKeys: {
      issuer: 'https://builder.acme.example',
      subject: 'builder-7',
      issuerKeys: JSON.stringify({ keys: [] }),
      expirationTime: '2027-01-12T09:30:00Z',
    },
  },
  'catalog-syncer': {
    description: 'Keeps the catalog in step',
    servicePrincipal: 'SERVICE_PRINCIPAL_CATALOG_SYNCER',
  },
  nightly: {
    description: 'Bound to nothing yet',
    awsIdentity: {
      awsAccount: accounts.aws,
      arn: `arn:aws:iam::${accounts.aws}:user/service/nightly`,
      userId: 'AIDAQ3EGNIGHTLEXAMPLE',
    },
  },
};

/** The sample world's Chainguard side, made anew; `at` dates what was seen lately. */
export function makeResources(at: Date): Resources {
  const made = new Resources();
  const stamp = { createTime: created, updateTime: created };
  made.groups.set(organization.uid, { ...organization, description: 'Acme', verified: true, ...stamp });
  for (const [name, uid] of Object.entries(groups))
    made.groups.set(uid, { uid, name, description: `The ${name} team`, verified: false, ...stamp });
  for (const [name, role] of Object.entries(builtInRoles)) {
    const uid = roles[name] ?? '';
    made.roles.set(uid, { uid, name, ...role, ...stamp });
  }
  const blank = { description: '', company: '', email: '', lastSeenTime: null, ...stamp };
  for (const [name, uid] of Object.entries(identities))
    made.identities.set(uid, { ...blank, uid, name, ...relationships[name as keyof typeof identities] });
  const seen: [string, number][] = [
    [identities['ci-runner'], 20 * 60_000],
    [identities['ec2-pull'], 40 * day],
    [identities.release, 3 * day],
  ];
  for (const [uid, ms] of seen) {
    const identity = made.identities.get(uid);
    if (identity) identity.lastSeenTime = ago(at, ms);
  }
  for (const [email, uid] of Object.entries(people))
    made.people.set(uid, { ...blank, uid, name: email, email, lastSeenTime: ago(at, 60_000) });
  const bind = (group: string, identityUid: string, role: string) =>
    made.bind({
      uid: `${group}/${hex(`${identityUid} ${role}`, 16)}`,
      identityUid,
      roleUid: roles[role] ?? '',
      createTime: created,
    });
  bind(organization.uid, people['kim@acme.example'], 'owner');
  bind(organization.uid, people['lee@acme.example'], 'viewer');
  bind(organization.uid, identities['ci-runner'], 'registry.pull');
  bind(organization.uid, identities['ec2-pull'], 'registry.pull');
  bind(organization.uid, identities.release, 'registry.push');
  bind(platform, identities.release, 'viewer');
  bind(web, identities['build-keys'], 'apk.pull');
  addRepos(made);
  return made;
}

const images =
  'adoptium-jdk alpine-base apko argocd bash busybox cert-manager cosign curl deno dotnet-sdk envoy fluent-bit ' +
  'git glibc-dynamic go grafana haproxy helm jdk jenkins kubectl maven melange minio nginx node opa php postgres ' +
  'prometheus python redis ruby rust static terraform traefik vault wolfi-base';

function addRepos(made: Resources): void {
  images.split(' ').forEach((name, index) => {
    const uid = `${organization.uid}/${hex(`repo ${name}`, 16)}`;
    const release = `${1 + (index % 9)}.${index % 7}.${index % 5}`;
    const names = ['latest', 'latest-dev', release, `${release}-r${index % 4}`, `${release}-20260110`];
    for (const tag of [...names, `sha256-${hex(`${name} signed`, 64)}.sig`])
      made.tags.set(`${uid}/${hex(`tag ${name}:${tag}`, 16)}`, {
        uid: `${uid}/${hex(`tag ${name}:${tag}`, 16)}`,
        name: tag,
        digest: `sha256:${hex(`digest ${name} ${tag === 'latest' ? release : tag}`, 64)}`,
        bundles: [],
        updateTime: new Date(Date.UTC(2026, 0, 12 + (index % 28))).toISOString().replace('.000', ''),
      });
    made.repos.set(uid, {
      uid,
      name,
      description: '',
      catalogTier: index % 3 === 0 ? 'CATALOG_TIER_BASE' : 'CATALOG_TIER_APPLICATION',
      bundles: index % 4 === 0 ? ['base'] : [],
      activeTags: ['latest', release],
      createTime: created,
      updateTime: created,
    });
  });
}
