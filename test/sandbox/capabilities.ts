import vectors from '../fixtures/capabilities.json';

const known = new Map(vectors.capabilities.map((capability) => [capability.name, capability]));

/** The enum name that the v2 API uses for a capability, for example CAP_IAM_GROUPS_LIST for groups.list. */
export function capabilityEnum(name: string): string {
  return of(name).enum;
}

/** Throws for a name that Chainguard does not have: the sandbox's roles are to hold no other. */
function of(name: string) {
  const capability = known.get(name);
  if (!capability) throw new Error(`no capability of Chainguard: ${name}`);
  return capability;
}

const registryPull = [
  'repo.blobs.get',
  'groups.list',
  'repo.list',
  'manifest.list',
  'referrers.list',
  'tag.list',
  'manifest.metadata.list',
  'record_signatures.list',
  'sboms.list',
  'vuln_reports.list',
];
const apkPull = ['apk.blobs.get', 'groups.list', 'apk.list'];
const registryPush = [
  'repo.create',
  'repo.update',
  'repo.delete',
  'manifest.create',
  'manifest.update',
  'manifest.delete',
  'tag.create',
  'tag.update',
  'tag.delete',
  'groups.create',
  ...registryPull,
];
const consoleViewer = [
  'subscriptions.list',
  'account_associations.list',
  'group_invites.list',
  'groups.list',
  'role_bindings.list',
  'roles.list',
  'identity.list',
  'identity_providers.list',
  'repo.list',
  'manifest.list',
  'referrers.list',
  'tag.list',
  'manifest.metadata.list',
  'apk.list',
  'record_signatures.list',
  'sboms.list',
  'vuln_reports.list',
  'version.list',
  'vuln_report.list',
  'build_report.list',
  'libraries.entitlements.list',
  'libraries.artifacts.list',
  'registry.entitlements.list',
  'advisories.list',
];
const viewer = [...consoleViewer, ...registryPull, ...apkPull];
const editor = [
  ...viewer,
  'subscriptions.create',
  'subscriptions.update',
  'subscriptions.delete',
  'repo.create',
  'repo.update',
  'repo.delete',
];
const limitedOwner = [
  ...editor,
  ...registryPush,
  'groups.create',
  'groups.update',
  'groups.delete',
  'identity.create',
  'identity.update',
  'identity.delete',
  'role_bindings.create',
  'role_bindings.update',
  'role_bindings.delete',
];
const owner = [
  ...limitedOwner,
  'account_associations.create',
  'account_associations.update',
  'account_associations.delete',
  'group_invites.create',
  'group_invites.delete',
  'identity_providers.create',
  'identity_providers.update',
  'identity_providers.delete',
  'roles.create',
  'roles.update',
  'roles.delete',
  'vuln.create',
  'vuln_report.create',
  'apk.create',
  'apk.delete',
];
const pullTokenCreator = ['role_bindings.create', 'identity.create', 'roles.list', 'groups.list'];

/**
 * The built-in roles and what they may do, from chainguard-dev/sdk proto/capabilities/roles.go cut down to what the
 * sandbox needs. `limited_owner` is documented by name only; its set here is a guess.
 */
export const builtInRoles: Record<string, { description: string; capabilities: string[] }> = {
  owner: { description: 'Every capability', capabilities: unique(owner) },
  limited_owner: {
    description: 'An owner without providers, roles and invites',
    capabilities: unique(limitedOwner),
  },
  editor: { description: 'Changes resources and grants nothing', capabilities: unique(editor) },
  viewer: { description: 'Reads and pulls', capabilities: unique(viewer) },
  console_viewer: { description: 'Reads and pulls nothing', capabilities: unique(consoleViewer) },
  'registry.pull': { description: 'Pulls images', capabilities: unique(registryPull) },
  'registry.push': { description: 'Pushes images', capabilities: unique(registryPush) },
  'registry.pull_token_creator': {
    description: 'Creates pull tokens',
    capabilities: unique([...pullTokenCreator, ...registryPull, ...apkPull]),
  },
  'apk.pull': { description: 'Pulls packages', capabilities: unique(apkPull) },
  'libraries.java.pull': {
    description: 'Pulls Java libraries',
    capabilities: ['libraries.entitlements.list', 'libraries.java.list'],
  },
  'libraries.python.pull': {
    description: 'Pulls Python libraries',
    capabilities: ['libraries.entitlements.list', 'libraries.python.list'],
  },
  'libraries.javascript.pull': {
    description: 'Pulls JavaScript libraries',
    capabilities: ['libraries.entitlements.list', 'libraries.javascript.list'],
  },
};

function unique(names: string[]): string[] {
  return [...new Set(names)].sort();
}

/** The number of bits that the SDK makes a set for, whatever it holds; every `single` of the fixture has at least as many. */
const fewestBits = 50;

/**
 * The compact set that a token's `cap` claim holds: base64url of a big-endian count of bits, then big-endian 64-bit
 * words (chainguard-dev/sdk proto/capabilities, MarshalJSON).
 */
export function encodeCapabilities(names: Iterable<string>): string {
  const bits = [...names].map((name) => of(name).bit);
  const count = Math.max(fewestBits, ...bits.map((bit) => bit + 1));
  const words = Array.from({ length: Math.ceil(count / 64) }, () => 0n);
  for (const bit of bits) {
    const word = Math.floor(bit / 64);
    words[word] = (words[word] ?? 0n) | (1n << BigInt(bit % 64));
  }
  const bytes = Buffer.alloc(8 + words.length * 8);
  [BigInt(count), ...words].forEach((word, index) => bytes.writeBigUInt64BE(word, index * 8));
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** The names in a compact set; bits without a known name are left out. Throws on text that is no such set. */
export function decodeCapabilities(text: string): Set<string> {
  const bytes = Buffer.from(text, 'base64url');
  const count = Number(bytes.readBigUInt64BE(0));
  const has = (bit: number) =>
    bit < count && ((bytes.readBigUInt64BE(8 + Math.floor(bit / 64) * 8) >> BigInt(bit % 64)) & 1n) === 1n;
  return new Set(vectors.capabilities.filter(({ bit }) => has(bit)).map(({ name }) => name));
}
