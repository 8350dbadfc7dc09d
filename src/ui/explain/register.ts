import type { Shell } from '../shell';
import type { ExplainServices } from './services';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof explainCommands> {}
}

/** The commands that explain a caller against an identity, and compare a definition with the live one. */
export function registerExplain(shell: Shell, features: Omit<ExplainServices, 'documents'>): void {
  shell.commands(explainCommands({ ...features, documents: shell.documents }));
}

function explainCommands(services: ExplainServices) {
  const explain = () => import('./explain');
  const compare = () => import('./compare');
  const fix = () => import('./fix');
  return {
    'assumable.explain': async (identityId?: string, sourceId?: string) =>
      (await explain()).explainIdentity(services, identityId, sourceId),
    'assumable.explainCaller': async (sourceId?: string) =>
      (await explain()).explainIdentity(services, undefined, sourceId),
    'assumable.explainTest': async (resultId?: string) => (await explain()).explainTest(services, resultId),
    'assumable.fixTested': async (resultId?: string) => {
      await (await fix()).fixTested(services, resultId);
    },
    'assumable.fixTestedFile': async (resultId?: string) => (await fix()).fixTestedFile(services, resultId),
    'assumable.undoFix': async (resultId?: string) => (await fix()).undoFix(services, resultId),
    'assumable.explainDefinition': async (uri?: string, offset?: string) =>
      (await explain()).explainDefinition(services, uri, offset),
    'assumable.compareWithLive': async (uri?: string, offset?: string) =>
      (await compare()).compareDefinition(services, uri, offset),
    'assumable.updateFile': async () => services.documents.runInEditor((await compare()).updateFile),
    'assumable.updateLive': async () => services.documents.runInEditor((await compare()).updateLive),
  };
}
