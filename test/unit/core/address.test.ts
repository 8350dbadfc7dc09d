import { describe, expect, it } from 'vitest';
import { safeAddress } from '../../../src/core/address';

describe('an address', () => {
  it.each([
    'https://issuer.enforce.dev',
    'https://proxy.example:8443/issuer/',
    'http://localhost:8080',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
  ])('a signed request may be sent to %s', (text) => {
    expect(safeAddress(text)?.href).toBe(new URL(text).href);
  });

  it.each([
    'http://issuer.enforce.dev',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://issuer.enforce.dev@evil.example',
    'https://kim:secret@issuer.enforce.dev',
    'https://issuer.enforce.dev?to=x',
    'https://issuer.enforce.dev?',
    'https://issuer.enforce.dev#',
    'ftp://localhost',
    'javascript:alert(1)',
    'issuer.enforce.dev',
    '',
  ])('nothing signed is sent to %s', (text) => {
    expect(safeAddress(text)).toBeUndefined();
  });
});
