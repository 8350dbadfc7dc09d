import { ContextKey } from '../contextKey';
import type { Shell } from '../shell';
import type { Tokens } from '../tokens/tokens';
import type { TestServices } from './actions';
import { LastTest } from './lastTest';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof testCommands> {}
}

/** The Last Test view, and the commands that run a test. */
export function registerLastTest(
  shell: Shell,
  tokens: Tokens,
  features: Pick<TestServices, 'sessions' | 'callers' | 'listed'>,
): LastTest {
  const keys = {
    running: new ContextKey<boolean>('assumable.testing'),
    refused: new ContextKey<boolean>('assumable.mismatch'),
  };
  const lastTest = shell.own(new LastTest(tokens, keys, shell.log));
  shell.commands(testCommands({ ...features, lastTest, state: shell.context.globalState }));
  return lastTest;
}

function testCommands(services: TestServices) {
  const actions = async () => (await import('./actions')).testActions(services);
  return {
    'assumable.testIdentity': async (identityId?: string, sourceId?: string) =>
      (await actions()).testIdentity(identityId, sourceId),
    'assumable.testIdentityAs': async (identityId?: string) => (await actions()).testIdentityAs(identityId),
    'assumable.testIdentityNamed': async (name?: string) => (await actions()).testIdentityNamed(name),
    'assumable.testAsCaller': async (sourceId?: string) => (await actions()).testAsCaller(sourceId),
    'assumable.testAgain': async () => (await actions()).testAgain(),
    'assumable.askAnyway': async () => (await actions()).askAnyway(),
    'assumable.cancelTest': () => services.lastTest.cancel(),
    'assumable.copyReport': async () => (await actions()).copyReport(),
  };
}
