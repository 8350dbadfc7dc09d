import type { CommandTable } from '../commands';
import type { ExplainServices } from './explain';

type ExplainCommands = Pick<
  CommandTable,
  | 'assumable.explain'
  | 'assumable.explainCaller'
  | 'assumable.explainTest'
  | 'assumable.explainDefinition'
  | 'assumable.compareWithLive'
  | 'assumable.updateFile'
  | 'assumable.updateLive'
>;

/** The commands that explain a caller against an identity, and compare a definition with the live one. */
export function explainActions(services: ExplainServices): ExplainCommands {
  const explaining = () => import('./explain');
  const comparing = () => import('./compare');
  return {
    'assumable.explain': async (identityId, sourceId) =>
      (await explaining()).explainIdentity(services, identityId, sourceId),
    'assumable.explainCaller': async (sourceId) =>
      (await explaining()).explainIdentity(services, undefined, sourceId),
    'assumable.explainTest': async () => (await explaining()).explainTest(services),
    'assumable.explainDefinition': async (uri, offset) =>
      (await explaining()).explainDefinition(services, uri, offset),
    'assumable.compareWithLive': async (uri, offset) =>
      (await comparing()).compareDefinition(services, uri, offset),
    'assumable.updateFile': async () => services.documents.runInEditor((await comparing()).updateFile),
    'assumable.updateLive': async () => services.documents.runInEditor((await comparing()).updateLive),
  };
}
