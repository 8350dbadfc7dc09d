import { base64url } from 'jose';
import { capabilityTable } from './capabilityTable';

const nameOfBit = new Map(capabilityTable.map(([bit, , , name]) => [bit, name]));
/** By the name of the enum value, and by its number. */
const nameOfValue = new Map<unknown, string>(
  capabilityTable.flatMap(([, number, value, name]) => [
    [number, name],
    [value, name],
  ]),
);

/** A set of capabilities: the names that this program knows, and the rest as numbers, in ascending order. */
export interface CapabilitySet {
  /** Names such as `groups.list`, in the order in which Chainguard numbers them. */
  readonly names: readonly string[];
  /** Bits (of a compact set) or enum numbers (of the legacy form) newer than this program's table. */
  readonly unknownBits: readonly number[];
}

/** The name of every capability that this program knows, in the order in which Chainguard numbers them. */
export const capabilityNames: readonly string[] = capabilityTable.map(([, , , name]) => name);

/**
 * The name of a capability that the API's v2 writes as an enum value (`CAP_IAM_GROUPS_LIST` for `groups.list`), or as its
 * number where the server's gateway does not know it. Returns anything that the table does not have as it was written.
 */
export function capabilityName(value: string | number): string {
  return nameOfValue.get(value) ?? String(value);
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
  return numbers.length === value.length ? setOf(numbers, nameOfValue) : undefined;
}

function setOf(numbers: readonly number[], nameOf: ReadonlyMap<unknown, string>): CapabilitySet {
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
