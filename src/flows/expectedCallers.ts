import type { Caller } from '../core/caller';
import type { DefinitionFile } from './definitionRows';

/** Where a workspace says whom its identities are expected to let in, as a glob pattern. */
export const expectationFiles = '**/*.assumable.{yaml,yml,json}';

/**
 * The callers that expectations name in full, each once, file by file. They are told by what they look like, whether they
 * are expected to get in or not.
 */
export async function expectedCallers(
  files: readonly Pick<DefinitionFile, 'text'>[],
): Promise<readonly Caller[]> {
  const { findCallers } = await import('../documents/callerOutput');
  const callers = new Map<string, Caller>();
  for (const { text } of files)
    for (const { caller } of findCallers(await text())) callers.set(`${caller.arn} ${caller.userId}`, caller);
  return [...callers.values()];
}
