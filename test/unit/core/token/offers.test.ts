import { describe, expect, it } from 'vitest';
import { formsOf, offersFor } from '../../../../src/core/token/offers';

const api = 'https://console-api.enforce.dev';
const alone = { alive: true, trusted: true, api, several: false };

describe('what is offered for a token', () => {
  it('is all that can be done with one for the API, while it is alive', () => {
    expect(offersFor(api, alone)).toEqual([
      'copy',
      'show',
      'repositories',
      'terminal',
      'renew',
      'narrow',
      'audience',
      'forget',
    ]);
  });

  it('is to write it for Docker, and to list nothing, where it is the registry’s', () => {
    const offers = offersFor('cgr.dev', alone);
    expect(offers).toContain('docker');
    expect(offers).not.toContain('repositories');
  });

  it('is first to renew it once it has ended, and never what needs its secret', () => {
    const ended = { ...alone, alive: false };
    expect(offersFor('cgr.dev', ended)).toEqual(['renew', 'narrow', 'audience', 'forget']);
    expect(offersFor(api, ended)).toEqual(['renew', 'narrow', 'audience', 'forget']);
  });

  it('is nothing in Restricted Mode that gets or uses a token', () => {
    const restricted = { ...alone, trusted: false };
    expect(offersFor(api, restricted)).toEqual(['copy', 'show', 'forget']);
    expect(offersFor('cgr.dev', { ...restricted, alive: false })).toEqual(['forget']);
  });

  it('is another one last, where there are several', () => {
    expect(offersFor(api, { ...alone, several: true }).at(-1)).toBe('another');
  });
});

describe('the forms of a token', () => {
  it('are itself, a header and a variable', () => {
    expect(formsOf({ secret: 'ey.x', audience: api }, 'posix')).toEqual([
      { kind: 'token', text: 'ey.x' },
      { kind: 'header', text: 'Authorization: Bearer ey.x' },
      { kind: 'variable', text: "export CHAINGUARD_TOKEN='ey.x'" },
    ]);
  });

  it('are a command for Docker too, without the token, where it is the registry’s', () => {
    const last = formsOf({ secret: 'ey.x', audience: 'cgr.dev' }, 'powershell').at(-1);
    expect(last?.kind).toBe('docker-login');
    expect(last?.text).toContain('docker login cgr.dev');
    expect(last?.text).not.toContain('ey.x');
  });
});
