import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { IdentityJson } from '../../../src/chainguard/iamJson';
import { claimMatchJson, claimMatchOf } from '../../../src/core/identity';

const uid = `${'a'.repeat(40)}/${'b'.repeat(16)}`;
const read = (more: object) => v.parse(IdentityJson, { uid, name: 'release', ...more });
const exact = (value: string) => ({ kind: 'exact', value });
const pattern = (value: string) => ({ kind: 'pattern', value });

describe('an identity that trusts claims', () => {
  it('carries all of its rules', () => {
    const claimMatch = {
      issuerPattern: '^https://a$',
      subject: 's',
      audiencePattern: '^x$',
      claims: { my_claim: '1', other: '2' },
      claimPatterns: { ref: '^r$' },
    };
    const { relationship } = read({ claimMatch });
    expect(relationship).toEqual({
      kind: 'claims',
      issuer: pattern('^https://a$'),
      subject: exact('s'),
      audience: pattern('^x$'),
      claims: [
        { name: 'my_claim', rule: exact('1') },
        { name: 'other', rule: exact('2') },
        { name: 'ref', rule: pattern('^r$') },
      ],
    });
    expect(claimMatchJson(claimMatchOf(read({ claimMatch })))).toEqual(claimMatch);
  });

  it('is read in snake case as well, but for the names of claims', () => {
    const claim_match = { issuer: 'i', subject_pattern: '^s$', claim_patterns: { repository_owner: 'a' } };
    expect(read({ claim_match, last_seen_time: '2026-01-01T00:00:00Z' })).toMatchObject({
      lastSeen: new Date('2026-01-01T00:00:00Z'),
      relationship: {
        kind: 'claims',
        issuer: exact('i'),
        subject: pattern('^s$'),
        audience: undefined,
        claims: [{ name: 'repository_owner', rule: pattern('a') }],
      },
    });
  });

  it('has no rule for what is null', () => {
    const claimMatch = {
      issuer: null,
      subject: 's',
      audience: null,
      claims: { a: null, b: 'x' },
      claimPatterns: null,
    };
    expect(read({ claimMatch }).relationship).toEqual({
      kind: 'claims',
      issuer: undefined,
      subject: exact('s'),
      audience: undefined,
      claims: [{ name: 'b', rule: exact('x') }],
    });
    expect(() => read({ claimMatch: { ...claimMatch, claims: { a: 1 } } })).toThrow();
  });
});

describe('an identity of another kind', () => {
  it.each([
    ['staticKeys', 'expirationTime'],
    ['static', 'expiration'],
    ['static_keys', 'expiration_time'],
  ])('has static keys under %s with their %s', (name, end) => {
    const keys = { issuer: 'https://kind', subject: 's', [end]: '2027-01-01T00:00:00Z' };
    expect(read({ [name]: keys }).relationship).toEqual({
      kind: 'static',
      issuer: 'https://kind',
      subject: 's',
      expires: new Date('2027-01-01T00:00:00Z'),
    });
  });

  it('is shown by what the server sends about it, and by no more', () => {
    expect(read({ delegate: { of: 'kim' }, company: '', claimMatch: null }).relationship).toEqual({
      kind: 'unknown',
      sent: ['delegate'],
    });
    expect(read({ email: 'kim@acme.example' }).relationship).toEqual({ kind: 'unknown' });
  });

  it('trusts no claims', () => {
    expect(() => claimMatchOf(read({ static: { issuer: 'i', subject: 's' } }))).toThrow(
      expect.objectContaining({ kind: 'mismatch' }),
    );
  });
});
