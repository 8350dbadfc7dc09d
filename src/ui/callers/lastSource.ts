import type { Memento } from 'vscode';
import { sourceId, type CredentialSource } from '../../aws/sources';

/** The id under which the source that an identity was last tested with is remembered. */
export function rememberedSource(state: Memento, identityId: string): string | undefined {
  return state.get<Record<string, string>>('lastSource', {})[identityId];
}

/** Remembers with which source an identity was tested; the newest hundred are kept. */
export async function rememberSource(
  state: Memento,
  identityId: string,
  source: CredentialSource,
): Promise<void> {
  const entries = Object.entries(state.get<Record<string, string>>('lastSource', {}));
  const others = entries.filter(([id]) => id !== identityId).slice(-99);
  await state.update('lastSource', Object.fromEntries([...others, [identityId, sourceId(source)]]));
}
