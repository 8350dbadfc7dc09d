import { describe, expect, it } from 'vitest';
import { reportText, verdictOf, type Verdict } from '../../../src/flows/testReport';
import { inSandbox } from '../inSandbox';
import { testsIn } from './testsIn';

const sandbox = inSandbox();
const { report } = testsIn(sandbox);

/** The verdict of a test, which has ended. */
async function verdict(...change: Parameters<typeof report>): Promise<Verdict> {
  const found = verdictOf(await report(...change));
  if (!found) throw new Error('the test has not ended');
  return found;
}

const wrong = () => ({
  identityId: sandbox().world.identities['ec2-pull'],
  source: { kind: 'profile', name: 'ec2' } as const,
});
const profile = (name: string) => ({ source: { kind: 'profile', name } as const });

describe('the verdict of a test', () => {
  it('is that the caller can assume the identity, where all went well', async () => {
    const expected = { outcome: 'assumed', sign: '✓', step: undefined };
    expect(await verdict()).toMatchObject({ ...expected, text: 'This caller can assume ci-runner.' });
    expect(await verdict({ session: undefined })).toMatchObject(expected);
  });

  it('is that it can, and that no role is bound, where a token can do nothing', async () => {
    const { resources, identities } = sandbox().world;
    const bound = resources.bindingsOf(identities['ci-runner']);
    for (const binding of bound) resources.unbind(binding);
    const bare = await report();
    for (const binding of bound) resources.bind(binding);
    expect(verdictOf(bare)).toMatchObject({
      outcome: 'assumed-but',
      text: expect.stringContaining('no role is bound to it') as unknown,
    });
    expect(await reportText(bare)).toMatch(/^Result: ⚠ This caller can assume[^]*^⚠ Who am I/m);
  });

  it.each([
    ['whoAmI', '/auth/v1/ok', 500],
    ['repositories', '/registry/v2/repos', 403],
    ['repositories', '/registry/v2/repos', 503],
  ])('is that it can, where %s is refused after the token', async (step, path, status) => {
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'status', status } });
    const { outcome, text, step: at } = await verdict();
    expect([outcome, at]).toEqual(['assumed-but', step]);
    expect(text).toMatch(/^This caller can assume ci-runner, but a later step failed: \S/);
  });

  it('is that it cannot, where its rules do not fit, where it trusts no AWS caller, and where the issuer says no', async () => {
    const { release } = sandbox().world.identities;
    for (const change of [wrong(), { ...wrong(), evenIfMismatch: true }, { identityId: release }]) {
      const { outcome, sign, text } = await verdict(change);
      expect([outcome, sign]).toEqual(['not-assumed', '✗']);
      expect(text).toMatch(/^This caller cannot assume \S+: \S/);
    }
    expect(await verdict({ ...wrong(), session: undefined })).toMatchObject({
      outcome: 'not-assumed',
      step: 'token',
    });
  });

  it('shows in the report that the rules do not fit, although Chainguard was asked all the same', async () => {
    const text = await reportText(await report({ ...wrong(), evenIfMismatch: true }));
    expect(text).toMatch(/^✗ Match[^]*Chainguard was asked all the same[^]*^✗ Token/m);
  });

  it.each([
    ['a profile that is not there', profile('nobody')],
    ['expired keys', profile('expired')],
    ['a role that AWS refuses', profile('denied')],
  ])('is that nothing was tested, with %s', async (_, change) => {
    const { outcome, sign, text } = await verdict(change);
    expect([outcome, sign]).toEqual(['not-tested', '?']);
    expect(text).toMatch(/^ci-runner was not tested: /);
    expect(text).not.toMatch(/cannot (be )?assume/);
  });

  it.each([
    ['the issuer is not available', 503, '{}'],
    ['the issuer is asked too often', 429, '{}'],
    ['the clock is off', 401, '{"code":16,"message":"token timestamp is in the future"}'],
    ['the proof is too old', 403, '{"code":7,"message":"verifying token: oidc: token is expired (…)"}'],
    ['the issuer does not accept the token', 401, '{"code":16,"message":"JWT validation failed"}'],
  ])('is that nothing was tested, and that it should work, where %s', async (_, status, body) => {
    const fault = { kind: 'status', status, body, contentType: 'application/json' } as const;
    sandbox().faults.set({ service: 'issuer', fault });
    const { outcome, step, text } = await verdict();
    expect([outcome, step]).toEqual(['not-tested', 'token']);
    expect(text).toContain('By its rules this caller can assume it.');
  });

  it('is that it was cancelled, whenever it was', async () => {
    const { outcome, text } = await verdict({}, AbortSignal.abort());
    expect(outcome).toBe('not-tested');
    expect(text).not.toContain('was not tested');
  });

  it('is not there before the test has ended', async () => {
    const ended = await report();
    expect(verdictOf({ ...ended, finished: false })).toBeUndefined();
  });
});
