import { describe, expect, it } from 'vitest';
import { rememberedSource, rememberSource } from '../../../../src/ui/callers/lastSource';

/** What VS Code keeps for an extension, kept here. */
function memento() {
  const kept = new Map<string, unknown>();
  const get = <T>(key: string, otherwise?: T) => (kept.get(key) as T | undefined) ?? otherwise;
  return {
    keys: () => [...kept.keys()],
    get,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
}

describe('the source that an identity was last tested with', () => {
  it('is remembered for each identity, the last one', async () => {
    const state = memento();
    await rememberSource(state, 'a/1', { kind: 'profile', name: 'ci' });
    await rememberSource(state, 'a/2', { kind: 'environment' });
    await rememberSource(state, 'a/1', { kind: 'instance' });
    expect(['a/1', 'a/2', 'a/3'].map((id) => rememberedSource(state, id))).toEqual([
      'instance',
      'environment',
      undefined,
    ]);
  });

  it('is forgotten when a hundred others were tested since', async () => {
    const state = memento();
    for (let i = 0; i < 100; i++) await rememberSource(state, `a/${i}`, { kind: 'instance' });
    await rememberSource(state, 'a/0', { kind: 'instance' });
    await rememberSource(state, 'a/100', { kind: 'instance' });
    expect(['a/0', 'a/1', 'a/2'].map((id) => rememberedSource(state, id))).toEqual([
      'instance',
      undefined,
      'instance',
    ]);
  });
});
