import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../src/core/text';
import * as uidp from '../../../src/core/uidp';

const hex = (digits: number) =>
  fc
    .array(
      fc.nat(15).map((digit) => digit.toString(16)),
      { minLength: digits, maxLength: digits },
    )
    .map((all) => all.join(''));
const organization = hex(40);
const path = fc
  .tuple(organization, fc.array(hex(16), { minLength: 1, maxLength: 5 }))
  .map(([root, steps]) => [root, ...steps]);

const root = '0123456789abcdef0123456789abcdef01234567';
const identity = `${root}/89abcdef01234567`;
const deep = `${identity}/0011223344556677`;

describe('a UIDP', () => {
  it('is forty hex digits and any number of steps of sixteen', () => {
    fc.assert(
      fc.property(path, (parts) => {
        const id = parts.join('/');
        expect(uidp.isUidp(id)).toBe(true);
        expect(uidp.isIdentityId(id)).toBe(true);
        expect(uidp.rootOf(id)).toBe(parts[0]);
        expect(uidp.ancestorsOf(id)).toEqual(
          parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/')),
        );
        expect(uidp.parentOf(id)).toBe(uidp.ancestorsOf(id).at(-1));
        expect(uidp.problemWithIdentityId(id)).toBeUndefined();
      }),
    );
  });

  it('of an organization has nothing above it and is no identity', () => {
    expect([uidp.isUidp(root), uidp.isIdentityId(root)]).toEqual([true, false]);
    expect([uidp.parentOf(root), uidp.rootOf(root), uidp.ancestorsOf(root)]).toEqual([undefined, root, []]);
  });

  it.each([
    '',
    '/',
    `${root}/`,
    `/${root}`,
    `${root}\n`,
    root.slice(1),
    `${identity}0`,
    identity.toUpperCase(),
  ])('is not: %j', (text) => expect(uidp.isUidp(text)).toBe(false));

  it('is shortened to its ends', () => {
    expect(uidp.shorten(root)).toBe('0123456…');
    expect(uidp.shorten(identity)).toBe('0123456…/89abcde…');
    expect(uidp.shorten(deep)).toBe('0123456…/…/0011223…');
    expect(uidp.shorten('ci-runner')).toBe('ci-runner');
  });
});

describe('what is wrong with an identity id', () => {
  it.each([
    ['', /Enter the ID/],
    ['  \t', /Enter the ID/],
    ['ci-runner', /looks like a name.*: ci-runner$/],
    ['acme.example/ci-runner', /looks like a name/],
    ['cafe', /looks like a name/],
    ['$CHAINGUARD_IDENTITY', /placeholder/],
    ['<identity-id>', /placeholder/],
    ['arn:aws:iam::123456789012:role/ci', /AWS ARN/],
    [` ${identity}`, /white space/],
    [identity.toUpperCase(), new RegExp(`lower case: ${identity}$`)],
    [root, /organization/],
    [`${root.slice(1)}/89abcdef01234567`, /first part.*: 39$/],
    [`${root}/89abcdef0123456`, /after a slash.*: 15$/],
    [`${root}/`, /after a slash.*: 0$/],
    [`${root.slice(0, 39)}g/89abcdef01234567`, /digits 0 to 9.*: g$/],
    [`"${identity}"`, /does not belong there: "$/],
  ])('%j', (text, problem) => expect(uidp.problemWithIdentityId(text)).toMatch(problem));

  it('quotes no more than eighty characters', () => {
    expect(uidp.problemWithIdentityId(`<${'a'.repeat(2000)}`)).toMatch(/: <a{78}…$/);
  });

  it('is said of everything that is none, in a sentence of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const problem = uidp.problemWithIdentityId(text) ?? '';
        expect(problem.length).toBeGreaterThan(10);
        expect(problem.length).toBeLessThan(1000);
        expect(visible(problem)).toBe(problem);
      }),
    );
  });
});
