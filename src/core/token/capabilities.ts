import { base64url } from 'jose';

/**
 * Chainguard's capabilities, in the order of their numbers: bit in a compact set, number of the enum value, name.
 * From chainguard-dev/sdk proto/capabilities/capabilities.proto (next bit: 95); `registry.pull` and `registry.push`
 * are reserved there today and come from its older versions, because a token may still carry them.
 */
const table: readonly (readonly [bit: number, number: number, name: string])[] = [
  [1, 101, 'groups.create'],
  [2, 102, 'groups.update'],
  [3, 103, 'groups.list'],
  [4, 104, 'groups.delete'],
  [5, 201, 'group_invites.create'],
  [6, 203, 'group_invites.list'],
  [7, 204, 'group_invites.delete'],
  [8, 301, 'roles.create'],
  [9, 302, 'roles.update'],
  [10, 303, 'roles.list'],
  [11, 304, 'roles.delete'],
  [12, 401, 'role_bindings.create'],
  [13, 402, 'role_bindings.update'],
  [14, 403, 'role_bindings.list'],
  [15, 404, 'role_bindings.delete'],
  [16, 501, 'clusters.create'],
  [17, 502, 'clusters.update'],
  [18, 503, 'clusters.list'],
  [19, 504, 'clusters.delete'],
  [51, 505, 'clusters.discover'],
  [20, 603, 'records.list'],
  [48, 613, 'record_contexts.list'],
  [49, 623, 'record_signatures.list'],
  [50, 633, 'record_policy_results.list'],
  [68, 640, 'risks.list'],
  [69, 650, 'sboms.list'],
  [70, 660, 'vuln_reports.list'],
  [71, 670, 'attestations.list'],
  [21, 701, 'account_associations.create'],
  [22, 702, 'account_associations.update'],
  [23, 703, 'account_associations.list'],
  [24, 704, 'account_associations.delete'],
  [25, 801, 'policy.create'],
  [26, 802, 'policy.update'],
  [27, 803, 'policy.list'],
  [28, 804, 'policy.delete'],
  [29, 901, 'identity.create'],
  [30, 902, 'identity.update'],
  [31, 903, 'identity.list'],
  [32, 904, 'identity.delete'],
  [33, 1003, 'nodes.list'],
  [34, 1103, 'namespaces.list'],
  [35, 1203, 'workloads.list'],
  [52, 1301, 'identity_providers.create'],
  [53, 1302, 'identity_providers.update'],
  [54, 1303, 'identity_providers.list'],
  [55, 1304, 'identity_providers.delete'],
  [36, 1501, 'subscriptions.create'],
  [37, 1502, 'subscriptions.update'],
  [38, 1503, 'subscriptions.list'],
  [39, 1504, 'subscriptions.delete'],
  [40, 1601, 'registry.pull'],
  [41, 1602, 'registry.push'],
  [56, 1603, 'repo.create'],
  [57, 1604, 'repo.update'],
  [58, 1605, 'repo.list'],
  [59, 1606, 'repo.delete'],
  [60, 1607, 'manifest.create'],
  [61, 1608, 'manifest.update'],
  [62, 1609, 'manifest.list'],
  [63, 1610, 'manifest.delete'],
  [64, 1611, 'tag.create'],
  [65, 1612, 'tag.update'],
  [66, 1613, 'tag.list'],
  [67, 1614, 'tag.delete'],
  [72, 1615, 'manifest.metadata.list'],
  [73, 1650, 'apk.create'],
  [74, 1651, 'apk.update'],
  [75, 1652, 'apk.list'],
  [76, 1653, 'apk.delete'],
  [77, 1654, 'version.list'],
  [78, 1660, 'vuln_report.create'],
  [79, 1661, 'vuln_report.list'],
  [80, 1662, 'vuln.create'],
  [81, 1670, 'build_report.list'],
  [87, 1680, 'registry.entitlements.list'],
  [42, 1701, 'sigstore.create'],
  [43, 1702, 'sigstore.update'],
  [44, 1703, 'sigstore.list'],
  [45, 1704, 'sigstore.delete'],
  [46, 1705, 'sigstore.certificate.create'],
  [82, 1800, 'libraries.entitlements.create'],
  [83, 1801, 'libraries.entitlements.list'],
  [84, 1802, 'libraries.entitlements.delete'],
  [94, 1803, 'libraries.artifacts.list'],
  [85, 1810, 'libraries.python.list'],
  [86, 1820, 'libraries.java.list'],
  [88, 1830, 'libraries.javascript.list'],
  [89, 1900, 'advisories.create'],
  [90, 1901, 'advisories.update'],
  [91, 1902, 'advisories.list'],
  [92, 1903, 'advisories.delete'],
  [93, 1904, 'advisories.approve'],
  [47, 10000, 'gulfstream'],
];

const nameOfBit = new Map(table.map(([bit, , name]) => [bit, name]));
const nameOfNumber = new Map(table.map(([, number, name]) => [number, name]));

/** A set of capabilities: the names that this program knows, and the rest as numbers, in ascending order. */
export interface CapabilitySet {
  /** Names such as `groups.list`, in the order in which Chainguard numbers them. */
  readonly names: readonly string[];
  /** Bits (of a compact set) or enum numbers (of the legacy form) newer than this program's table. */
  readonly unknownBits: readonly number[];
}

/** The name of every capability that this program knows, in the order in which Chainguard numbers them. */
export const capabilityNames: readonly string[] = table.map(([, , name]) => name);

/**
 * The name of a capability that the API's v2 writes as an enum value (`CAP_IAM_GROUPS_LIST` for `groups.list`, with a
 * prefix for some resources). Guesses the name of an unknown value, and returns a name unchanged.
 */
export function capabilityName(text: string): string {
  if (!text.startsWith('CAP_')) return text;
  const upper = text.slice('CAP'.length);
  const ends = capabilityNames.filter((name) =>
    upper.endsWith(`_${name.replaceAll('.', '_').toUpperCase()}`),
  );
  return ends.sort((a, b) => b.length - a.length)[0] ?? upper.slice(1).toLowerCase().replaceAll('_', '.');
}

/** The longest set that is read, in characters or numbers: hundreds of times what today's set needs. */
const longestSet = 32_768;

/**
 * Reads one value of a token's `cap` claim: base64url of the number of bits and then the bits, both in big-endian
 * 64-bit words, or the legacy array of enum numbers (chainguard-dev/sdk proto/capabilities/capabilities.go and the
 * JSON form of bits-and-blooms/bitset); `undefined` for anything else. Never throws. Uses memory by the length of
 * `value`, not by the number of bits that it claims.
 */
export function decodeCapabilities(value: unknown): CapabilitySet | undefined {
  if (Array.isArray(value)) return fromNumbers(value);
  if (typeof value !== 'string' || value.length > longestSet) return undefined;
  const bytes = fromBase64Url(value);
  if (bytes === undefined || bytes.length < 8) return undefined;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (words.getUint32(0) !== 0) return undefined;
  const length = words.getUint32(4);
  if (8 + Math.ceil(length / 64) * 8 > bytes.length) return undefined;
  const bits: number[] = [];
  for (let bit = 0; bit < length; bit++) {
    const byte = bytes[8 + (bit >> 6) * 8 + 7 - ((bit >> 3) & 7)] ?? 0;
    if (((byte >> (bit & 7)) & 1) === 1) bits.push(bit);
  }
  return setOf(bits, nameOfBit);
}

function fromNumbers(value: readonly unknown[]): CapabilitySet | undefined {
  if (value.length > longestSet) return undefined;
  const numbers = value.filter((entry): entry is number => Number.isSafeInteger(entry));
  return numbers.length === value.length ? setOf(numbers, nameOfNumber) : undefined;
}

function setOf(numbers: readonly number[], nameOf: ReadonlyMap<number, string>): CapabilitySet {
  const names = new Set(numbers.map((number) => nameOf.get(number)));
  const unknown = new Set(numbers.filter((number) => !nameOf.has(number)));
  return {
    names: capabilityNames.filter((name) => names.has(name)),
    unknownBits: [...unknown].sort((a, b) => a - b),
  };
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) return undefined;
  try {
    return base64url.decode(text.replace(/=/g, ''));
  } catch {
    return undefined;
  }
}
