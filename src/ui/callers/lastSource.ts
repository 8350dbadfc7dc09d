import type { Memento } from 'vscode';
import { sourceId, type CredentialSource } from '../../aws/sources';

/** The id of the source as which an identity was assumed last, if it is remembered. */
export function rememberedSource(state: Memento, identityId: string): string | undefined {
  const remembered = new Map(Object.entries(state.get<Record<string, string>>('lastSource', {})));
  return remembered.get(identityId);
}

/** Remembers as which source an identity was assumed. Keeps the newest hundred. */
export async function rememberSource(
  state: Memento,
  identityId: string,
  source: CredentialSource,
): Promise<void> {
  const entries = Object.entries(state.get<Record<string, string>>('lastSource', {}));
  const others = entries.filter(([id]) => id !== identityId).slice(-99);
  await state.update('lastSource', Object.fromEntries([...others, [identityId, sourceId(source)]]));
}
