import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { capabilityName, capabilityNames, decodeCapabilities } from '../../../../src/core/token/capabilities';
import { capabilityTable } from '../../../../src/core/token/capabilityTable';
import vectors from '../../../fixtures/capabilities.json';

const { capabilities } = vectors;
const known = new Map(capabilities.map(({ bit, name }) => [bit, name]));

/** As bits-and-blooms/bitset writes a set of `length` bits. */
function encode(bits: readonly number[], length: number, claimed = BigInt(length)): string {
  const words = new DataView(new ArrayBuffer(8 + Math.ceil(length / 64) * 8));
  words.setBigUint64(0, claimed);
  for (const bit of bits) {
    const at = 8 + Math.floor(bit / 64) * 8;
    words.setBigUint64(at, words.getBigUint64(at) | (1n << BigInt(bit % 64)));
  }
  return base64url.encode(new Uint8Array(words.buffer));
}

const decoded = (value: unknown) => decodeCapabilities(value) ?? { names: ['?'], unknownBits: [] };

describe('a compact set', () => {
  it("from Chainguard's documentation is read", () => {
    expect(decodeCapabilities('AAAAAAAAAFwAAAAAAAAAAAAAAAAIAAAA')).toEqual({
      names: ['advisories.list'],
      unknownBits: [],
    });
  });

  it('gives back every bit that was put in, once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300)), fc.nat(200), (bits, more) => {
        const length = Math.max(50, ...bits.map((bit) => bit + 1)) + more;
        const { names, unknownBits } = decoded(encode(bits, length));
        const own = bits.filter((bit) => known.has(bit));
        expect(names).toHaveLength(own.length);
        expect(new Set(names)).toEqual(new Set(own.map((bit) => known.get(bit))));
        expect(unknownBits).toEqual(bits.filter((bit) => !known.has(bit)).sort((a, b) => a - b));
      }),
    );
  });

  it.each(capabilities.map((capability) => [capability.name, capability] as const))(
    'that the SDK made of %s is read',
    (name, { single }) => expect(decoded(single)).toEqual({ names: [name], unknownBits: [] }),
  );

  it('that holds bits without a name keeps them as bits, those that were taken back among them', () => {
    expect(decoded(encode([3, 40, 41, 135, 221, 222, 300], 301))).toEqual({
      names: ['groups.list', 'libraries.remote_registries.delete'],
      unknownBits: [40, 41, 135, 222, 300],
    });
  });

  it('counts no bit at or above its length', () => {
    expect(decoded(encode([3, 10], 64, 10n)).names).toEqual(['groups.list']);
  });

  it('takes padding', () => {
    const set = encode([3], 50);
    expect(decoded(`${set}==`)).toEqual(decoded(set));
  });

  it('is refused when it claims more bits than it has', () => {
    for (const claimed of [129n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n])
      expect(decodeCapabilities(encode([3], 128, claimed))).toBeUndefined();
  });
});

describe('the table', () => {
  it("is the SDK's, row by row", () => {
    const rows = capabilities.map(({ bit, number, enum: value, name }) => [bit, number, value, name]);
    expect(capabilityTable.toSorted(([a], [b]) => a - b)).toEqual(
      rows.toSorted(([a = 0], [b = 0]) => Number(a) - Number(b)),
    );
    expect(capabilityNames).toHaveLength(216);
  });

  it('names every enum value, by its name and by its number', () => {
    for (const { number, enum: value, name } of capabilities)
      expect([capabilityName(value), capabilityName(number)]).toEqual([name, name]);
  });

  it.each([
    'CAP_LIBRARIES_REQUEST_GROUPS_LISTEN',
    'CAP_NEW_GROUPS_DELETE',
    'CAP_IAM_GROUPS_LIST_ALL',
    'CAP_',
    'groups.list',
    '103',
    'constructor',
    '',
  ])('leaves %j, which it does not have, as it is', (value) => expect(capabilityName(value)).toBe(value));

  it('leaves an unknown number as it is', () => expect(capabilityName(99_999)).toBe('99999'));
});

describe('a set of another kind', () => {
  it('a legacy set holds the numbers of the enum', () => {
    expect(decoded([1605, 103, 103, 7])).toEqual({ names: ['groups.list', 'repo.list'], unknownBits: [7] });
    expect(decoded([])).toEqual({ names: [], unknownBits: [] });
  });

  it.each([undefined, null, 3, true, {}, '', 'AAAA', '????', 'AAAAAAAAAFw', ['groups.list'], [1.5], [null]])(
    'anything else is not a set: %j',
    (value) => expect(decodeCapabilities(value)).toBeUndefined(),
  );

  it('no value makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.base64String()), (value) => {
        const set = decodeCapabilities(value);
        expect(set === undefined || Array.isArray(set.names)).toBe(true);
      }),
    );
  });
});
