import type { Definitions } from '../editor/definitions';
import type { Shell } from '../shell';
import type { Tokens } from '../tokens/tokens';
import type { TestServices } from './actions';
import { IdentityTests } from './tests';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof testCommands> {}
}

/** The Identity Tests view, and the commands that run a test or use its result. */
export function registerTests(
  shell: Shell,
  tokens: Tokens,
  features: Pick<TestServices, 'sessions' | 'callers' | 'listed'> & { readonly definitions: Definitions },
): IdentityTests {
  const tests = new IdentityTests(shell, tokens, features);
  shell.commands(testCommands({ ...features, tests, state: shell.context.globalState }));
  return tests;
}

function testCommands(services: TestServices) {
  const actions = async () => (await import('./actions')).testActions(services);
  return {
    'assumable.testIdentity': async (identityId?: string, sourceId?: string) =>
      (await actions()).testIdentity(identityId, sourceId),
    'assumable.testIdentityAs': async (identityId?: string) => (await actions()).testIdentityAs(identityId),
    'assumable.testIdentityNamed': async (name?: string) => (await actions()).testIdentityNamed(name),
    'assumable.testAsCaller': async (sourceId?: string) => (await actions()).testAsCaller(sourceId),
    'assumable.testAgain': async (resultId?: string) => (await actions()).testAgain(resultId),
    'assumable.askAnyway': async (resultId?: string) => (await actions()).askAnyway(resultId),
    'assumable.cancelTest': () => services.tests.cancel(),
    'assumable.copyReport': async (resultId?: string) => (await actions()).copyReport(resultId),
    'assumable.saveReport': async (resultId?: string) => (await actions()).saveReport(resultId),
    'assumable.forgetTests': () => services.tests.results.forget(),
  };
}
