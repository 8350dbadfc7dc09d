/**
 * Capabilities with their bit in the compact encoding, as chainguard-dev/sdk proto/capabilities/capabilities.proto
 * (commit 587ba8a2) numbers them. Only those that the sandbox's roles hold. A capability that is newer than that
 * file has no bit that we know: it is in a role's list of names, and absent from a token's bitset.
 */
const bits: Record<string, number | undefined> = {
  'groups.create': 1,
  'groups.update': 2,
  'groups.list': 3,
  'groups.delete': 4,
  'group_invites.create': 5,
  'group_invites.list': 6,
  'group_invites.delete': 7,
  'roles.create': 8,
  'roles.update': 9,
  'roles.list': 10,
  'roles.delete': 11,
  'role_bindings.create': 12,
  'role_bindings.update': 13,
  'role_bindings.list': 14,
  'role_bindings.delete': 15,
  'account_associations.create': 21,
  'account_associations.update': 22,
  'account_associations.list': 23,
  'account_associations.delete': 24,
  'identity.create': 29,
  'identity.update': 30,
  'identity.list': 31,
  'identity.delete': 32,
  'subscriptions.create': 36,
  'subscriptions.update': 37,
  'subscriptions.list': 38,
  'subscriptions.delete': 39,
  'record_signatures.list': 49,
  'identity_providers.create': 52,
  'identity_providers.update': 53,
  'identity_providers.list': 54,
  'identity_providers.delete': 55,
  'repo.create': 56,
  'repo.update': 57,
  'repo.list': 58,
  'repo.delete': 59,
  'manifest.create': 60,
  'manifest.update': 61,
  'manifest.list': 62,
  'manifest.delete': 63,
  'tag.create': 64,
  'tag.update': 65,
  'tag.list': 66,
  'tag.delete': 67,
  'sboms.list': 69,
  'vuln_reports.list': 70,
  'manifest.metadata.list': 72,
  'apk.create': 73,
  'apk.list': 75,
  'apk.delete': 76,
  'version.list': 77,
  'vuln_report.create': 78,
  'vuln_report.list': 79,
  'vuln.create': 80,
  'build_report.list': 81,
  'libraries.entitlements.list': 83,
  'libraries.python.list': 85,
  'libraries.java.list': 86,
  'registry.entitlements.list': 87,
  'libraries.javascript.list': 88,
  'libraries.artifacts.list': 94,
  'advisories.list': 91,
  gulfstream: 47,
};

/** The enum name that the v2 API uses for a capability, for example CAP_IAM_GROUPS_LIST for groups.list. */
export function capabilityEnum(name: string): string {
  const upper = name.replace(/\./g, '_').toUpperCase();
  const resource = name.split('.')[0] ?? '';
  if (
    /^(?:groups|group_invites|roles|role_bindings|account_associations|identity|identity_providers)$/.test(
      resource,
    )
  )
    return `CAP_IAM_${upper}`;
  if (/^(?:record_signatures|sboms|vuln_reports)$/.test(resource)) return `CAP_TENANT_${upper}`;
  return resource === 'subscriptions'
    ? upper.replace('SUBSCRIPTIONS', 'CAP_EVENTS_SUBSCRIPTION')
    : `CAP_${upper}`;
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
 * The built-in roles and what they may do, from chainguard-dev/sdk proto/capabilities/roles.go cut down to the
 * capabilities above. `limited_owner` is documented by name only; its set here is a guess.
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

/**
 * The compact set that a token's `cap` claim holds: base64url of a big-endian count of bits, then big-endian 64-bit
 * words (chainguard-dev/sdk proto/capabilities, MarshalJSON). The count is the number of defined bits, 95.
 */
export function encodeCapabilities(names: Iterable<string>): string {
  const words = [0n, 0n];
  for (const name of names) {
    const bit = bits[name];
    if (bit === undefined) continue;
    const word = Math.floor(bit / 64);
    words[word] = (words[word] ?? 0n) | (1n << BigInt(bit % 64));
  }
  const bytes = Buffer.alloc(24);
  [95n, ...words].forEach((word, index) => bytes.writeBigUInt64BE(word, index * 8));
  return bytes.toString('base64url');
}

/** The names in a compact set; bits without a known name are left out. Throws on text that is no such set. */
export function decodeCapabilities(text: string): Set<string> {
  const bytes = Buffer.from(text, 'base64url');
  return new Set(
    Object.entries(bits)
      .filter(([, bit = 0]) => (bytes.readBigUInt64BE(8 + Math.floor(bit / 64) * 8) >> BigInt(bit % 64)) & 1n)
      .map(([name]) => name),
  );
}

/** Whether a name has a bit, so that a token can carry it. */
export function isKnownCapability(name: string): boolean {
  return bits[name] !== undefined;
}
