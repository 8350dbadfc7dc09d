import { describe, expect, it } from 'vitest';
import { countdown, isForgotten } from '../../../../src/core/token/countdown';

const now = new Date('2026-11-21T12:00:00Z');
const endingIn = (name: string, seconds: number) => ({
  name,
  expires: new Date(now.getTime() + seconds * 1000),
});
const told = (...tokens: ReturnType<typeof endingIn>[]) => {
  const shown = countdown(tokens, now);
  return shown && `${shown.state} ${shown.token.name}`;
};

describe('a countdown', () => {
  it('says nothing where there is no token', () => {
    expect(told()).toBeUndefined();
  });

  it('is quiet, for the newest, while none is about to end', () => {
    expect(told(endingIn('new', 3600), endingIn('old', 301))).toBe('quiet new');
  });

  it('tells of the one that ends next within five minutes, whichever is the newest', () => {
    expect(told(endingIn('new', 3600), endingIn('second', 300), endingIn('first', 299))).toBe('soon first');
    expect(told(endingIn('only', 300))).toBe('soon only');
  });

  it('tells of the last that has ended, for ten minutes', () => {
    expect(told(endingIn('new', 3600), endingIn('before', -20), endingIn('last', 0))).toBe('expired last');
    expect(told(endingIn('just', -599))).toBe('expired just');
    expect(told(endingIn('long', -600))).toBeUndefined();
    expect(told(endingIn('new', 3600), endingIn('long', -600))).toBe('quiet new');
  });

  it('tells of what is about to end before what has ended', () => {
    expect(told(endingIn('ended', -1), endingIn('ending', 10))).toBe('soon ending');
  });

  it('forgets a token ten minutes after its end', () => {
    expect(isForgotten(endingIn('just', -599), now)).toBe(false);
    expect(isForgotten(endingIn('long', -600), now)).toBe(true);
  });
});
