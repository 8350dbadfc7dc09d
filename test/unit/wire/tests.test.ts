import { describe, expect, it } from 'vitest';
import { testsArguments } from '../../../src/wire/tests';

describe('what the page of tests may ask', () => {
  it.each([
    ['show', { id: 'a' }],
    ['act', { id: 'a', offer: 'fix' }],
    ['compare', { one: 'a', other: 'b' }],
    ['changed', { known: 0 }],
    ['state', {}],
  ] as const)('is taken as it should be: %s', (method, argument) => {
    expect(testsArguments[method](argument)).toEqual(argument);
  });

  it.each([
    ['show', {}],
    ['show', { id: 'a'.repeat(101) }],
    ['show', { id: 'a', more: 1 }],
    ['act', { id: 'a', offer: 'deleteIdentity' }],
    ['act', { id: 'a', offer: 'constructor' }],
    ['compare', { one: 'a' }],
    ['changed', { known: -1 }],
    ['state', { id: 'a' }],
    ['test', 'a'],
  ] as const)('is refused where no honest page would send it: %s %j', (method, argument) => {
    expect(() => testsArguments[method](argument)).toThrow();
  });
});
