import { describe, expect, it } from 'vitest';
import { moreLabel } from '../../../../src/core/browse/moreLabel';

describe('the row for the rest of a list', () => {
  it.each([
    [50, '50 more identities…'],
    [undefined, 'More identities…'],
    [0, 'More identities…'],
    [-50, 'More identities…'],
  ])('says how many more there are where that is known: %s', (rest, label) => {
    expect(moreLabel(rest, 'identities')).toBe(label);
  });
});
