import { listAllGroups } from '../chainguard/iam';
import type { Connection } from '../chainguard/http';

/** The names of folders by their ids: of the first 200 that the session sees, or of none where they cannot be listed. */
export async function folderNames(at: Connection): Promise<ReadonlyMap<string, string>> {
  try {
    const { items } = await listAllGroups(at, { size: 200 });
    return new Map(items.map(({ id, name }) => [id, name]));
  } catch {
    return new Map();
  }
}
