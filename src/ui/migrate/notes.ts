import type { Memento } from 'vscode';
import type { MigrationNote } from '../../flows/migrate';

const key = 'migrations';

/** How many migrations are remembered. */
const most = 50;

/** What is remembered of the migration of an identity, in any window. Nothing secret is in it. */
export function noteOf(state: Memento, firstId: string): MigrationNote | undefined {
  return state.get<Record<string, MigrationNote>>(key, {})[firstId];
}

/** Remembers it; keeps the newest fifty. `undefined` forgets it. */
export async function keepNote(
  state: Memento,
  firstId: string,
  note: MigrationNote | undefined,
): Promise<void> {
  const all = Object.entries(state.get<Record<string, MigrationNote>>(key, {}));
  const others = all.filter(([id]) => id !== firstId).slice(1 - most);
  await state.update(key, Object.fromEntries(note ? [...others, [firstId, note]] : others));
}
