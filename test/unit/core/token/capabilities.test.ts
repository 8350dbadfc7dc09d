import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { capabilityNames, decodeCapabilities } from '../../../../src/core/token/capabilities';

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
        const known = bits.filter((bit) => bit >= 1 && bit <= 94);
        expect(names).toHaveLength(known.length);
        expect(new Set(names)).toEqual(new Set(known.flatMap((bit) => decoded(encode([bit], 95)).names)));
        expect(unknownBits).toEqual(bits.filter((bit) => !known.includes(bit)).sort((a, b) => a - b));
      }),
    );
  });

  it('knows the bits 1 to 94, the two reserved ones included', () => {
    const all = Array.from({ length: 94 }, (_, index) => index + 1);
    expect(decoded(encode(all, 95))).toEqual({ names: capabilityNames, unknownBits: [] });
    expect(new Set(capabilityNames).size).toBe(94);
    expect(decoded(encode([40, 41, 58, 94], 95)).names).toEqual([
      'registry.pull',
      'registry.push',
      'repo.list',
      'libraries.artifacts.list',
    ]);
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
