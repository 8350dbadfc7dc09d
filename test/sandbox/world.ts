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
/** The issuer of each account's outbound federation; what they are called outside `aws` is not known. */
export const awsIssuers: Record<string, string> = Object.fromEntries(
  Object.values(accounts).map((account) => {
    const [a, b, c, d, e] = [0, 8, 12, 16, 20, 32].map((at, index, all) =>
      hex(`federation ${account}`, 32).slice(at, all[index + 1]),
    );
    return [account, `https://${[a, b, c, d, e].join('-')}.tokens.sts.global.api.aws`];
  }),
);
export const githubIssuer = 'https://token.actions.githubusercontent.com';
export const pullTokenIssuer = 'https://pulltoken.issuer.chainguard.dev';
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
      issuer: githubIssuer,
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

export const federated = `${organization.uid}/${hex('federated', 16)}`;

/** UIDPs of the identities that {@link addFederated} adds, by name. */
export const federatedIdentities = {
  'ci-web': `${federated}/${hex('ci-web', 16)}`,
  'deploy-web': `${federated}/${hex('deploy-web', 16)}`,
  'ec2-web': `${federated}/${hex('ec2-web', 16)}`,
  'shop-main': `${federated}/${hex('shop-main', 16)}`,
  'pull-images': `${federated}/${hex('pull-images', 16)}`,
};

/**
 * Adds a folder whose identities trust web identity tokens, one of each kind. Two of them are wrong on purpose: a
 * token of `teams/shop/deploy` has the role's path, which `deploy-web` lacks, and one of an instance names its role,
 * never the session that `ec2-web` asks for.
 *
 * @param pullTokenKeys the JWKS with which the pull token of `pull-images` is verified
 */
export function addFederated(made: Resources, at: Date, pullTokenKeys: object): void {
  const stamp = { createTime: created, updateTime: created };
  made.groups.set(federated, {
    uid: federated,
    name: 'federated',
    description: 'Identities that trust claims',
    verified: false,
    ...stamp,
  });
  const role = (path: string) => `arn:aws:iam::${accounts.aws}:role/${path}`;
  const aws = { issuer: awsIssuers[accounts.aws] ?? '', audience: publicIssuer };
  const year = 365 * day;
  const rules: Record<keyof typeof federatedIdentities, Partial<Identity>> = {
    'ci-web': { claimMatch: { ...aws, subject: role('ci-runner') } },
    'deploy-web': { claimMatch: { ...aws, subject: role('deploy') } },
    'ec2-web': {
      claimMatch: {
        ...aws,
        subjectPattern: `^arn:aws:sts::${accounts.aws}:assumed-role/AmazonSSMRoleForInstancesQuickSetup/(.+)$`,
      },
    },
    'shop-main': {
      claimMatch: {
        issuer: githubIssuer,
        subject: 'repo:acme/shop:ref:refs/heads/main',
        audience: publicIssuer,
        claims: { repository_owner: 'acme' },
      },
    },
    'pull-images': {
      staticKeys: {
        issuer: pullTokenIssuer,
        subject: `pull-token-${hex('pull-images', 16)}`,
        issuerKeys: JSON.stringify(pullTokenKeys),
        expirationTime: new Date(at.getTime() + year).toISOString(),
      },
    },
  };
  for (const [name, uid] of Object.entries(federatedIdentities)) {
    made.identities.set(uid, {
      uid,
      name,
      description: '',
      company: '',
      email: '',
      lastSeenTime: null,
      ...stamp,
      ...rules[name as keyof typeof federatedIdentities],
    });
    const role = roles['registry.pull'] ?? '';
    const binding = `${organization.uid}/${hex(`${uid} registry.pull`, 16)}`;
    made.bind({ uid: binding, identityUid: uid, roleUid: role, createTime: created });
  }
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
