import type { Connection } from '../chainguard/http';
import { getIdentity } from '../chainguard/iam';
import { isFailure } from '../core/failure';
import type { Identity } from '../core/identity';

/** The identity, where the session can read it. The test itself reads it again, and says why that does not work. */
export async function identityIfReadable(
  at: Connection,
  id: string,
  signal?: AbortSignal,
): Promise<Identity | undefined> {
  try {
    return await getIdentity(at, id, signal);
  } catch (error) {
    if (isFailure(error) && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
