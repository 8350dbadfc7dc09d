import { describe, expect, it } from 'vitest';
import { KeptTokens, type IssuedToken, type Narrowing } from '../../../../src/core/token/keptTokens';
import { readChainguardToken } from '../../../../src/core/token/token';

const now = new Date('2026-11-21T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const claims = readChainguardToken(`${btoa('{"alg":"none"}')}.${btoa('{}')}.`);
if (!claims) throw new Error('not a token');
const token = (secret: string, seconds = 3600): IssuedToken => ({
  secret,
  claims,
  identity: 'org/ci',
  audience: 'cgr.dev',
  expires: after(seconds),
});
const secrets = (tokens: KeptTokens) => tokens.all().map(({ secret }) => secret);
const narrowed = (scopes: readonly string[], capabilities: readonly string[]): { narrowed: Narrowing } => ({
  narrowed: { scopes, capabilities },
});

describe('kept tokens', () => {
  it('are found by the ids that they were given, a narrowed one beside a whole one', () => {
    const tokens = new KeptTokens();
    const whole = tokens.add(token('whole'), 'ci');
    const byGroup = tokens.add(token('group'), 'ci', narrowed(['x'], []));
    const byCapability = tokens.add(token('capability'), 'ci', narrowed([], ['x']));
    expect(tokens.get(whole.id)).toBe(whole);
    expect(tokens.get(byGroup.id)).toBe(byGroup);
    expect(tokens.get(byCapability.id)).toBe(byCapability);
    expect(secrets(tokens)).toEqual(['capability', 'group', 'whole']);
  });

  it('are one where they were narrowed to the same, in whichever order it was picked', () => {
    const tokens = new KeptTokens();
    tokens.add(token('first'), 'ci', narrowed(['a', 'b'], ['y', 'x']));
    tokens.add(token('second'), 'ci', narrowed(['b', 'a'], ['x', 'y']));
    expect(secrets(tokens)).toEqual(['second']);
  });

  it('are whole where they were narrowed to nothing', () => {
    const tokens = new KeptTokens();
    const { id } = tokens.add(token('whole'), 'ci');
    expect(tokens.add(token('again'), 'ci', narrowed([], [])).id).toBe(id);
    expect(secrets(tokens)).toEqual(['again']);
  });

  it('are several for several audiences and identities', () => {
    const tokens = new KeptTokens();
    tokens.add(token('one'), 'ci');
    tokens.add({ ...token('other audience'), audience: 'https://console-api.enforce.dev' }, 'ci');
    tokens.add({ ...token('other identity'), identity: 'org/cd' }, 'cd');
    expect(secrets(tokens)).toEqual(['other identity', 'other audience', 'one']);
  });

  it('keep no secret once they have ended, and all else that it takes to have them anew', () => {
    const tokens = new KeptTokens();
    const { secret, ...rest } = tokens.add(
      { ...token('secret', 60), pasted: true },
      'ci',
      narrowed(['a'], []),
    );
    tokens.pass(after(59));
    expect(tokens.get(rest.id)?.secret).toBe(secret);
    tokens.pass(after(60));
    expect(tokens.get(rest.id)).toBeUndefined();
    expect(tokens.ended(rest.id)).toEqual(rest);
    expect(JSON.stringify(tokens.allEnded())).not.toContain('secret');
  });

  it('that have ended are there for ten minutes, the last first, and then nothing is', () => {
    const tokens = new KeptTokens();
    tokens.add(token('first', 10), 'first');
    tokens.add({ ...token('second', 20), audience: 'other' }, 'second');
    tokens.pass(after(30));
    expect(tokens.allEnded().map(({ name }) => name)).toEqual(['second', 'first']);
    tokens.pass(after(615));
    expect(tokens.allEnded().map(({ name }) => name)).toEqual(['second']);
    tokens.pass(after(620));
    expect(tokens.isEmpty).toBe(true);
  });

  it('that were had anew have not ended', () => {
    const tokens = new KeptTokens();
    const { id } = tokens.add(token('old', 0), 'ci');
    tokens.pass(now);
    tokens.add(token('new'), 'ci');
    expect([tokens.get(id)?.secret, tokens.allEnded()]).toEqual(['new', []]);
  });

  it('are forgotten, alive or ended, when that is asked for', () => {
    const tokens = new KeptTokens();
    const { id } = tokens.add(token('ended', 0), 'ci');
    tokens.pass(now);
    expect([tokens.forget(id), tokens.forget(id), tokens.isEmpty]).toEqual([true, false, true]);
    tokens.add(token('alive'), 'ci');
    expect([tokens.forget(id), tokens.isEmpty]).toEqual([true, true]);
  });
});
