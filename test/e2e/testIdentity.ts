import { expect } from 'vitest';

import type { Workbench } from './workbench';

/**
 * Tests an identity from its row as a caller, and waits until `end` is shown: the steps of an earlier test, which may be
 * the same, have gone once this test has had an answer to its last request.
 */
export async function testIdentity(
  { identities, tests, palette, sandbox }: Workbench,
  identity: string,
  caller: RegExp,
  end: 'Repositories, done' | 'Match, failed: does not match: ARN',
): Promise<void> {
  const from = sandbox.requests.length;
  const last = end === 'Repositories, done' ? '/registry/v2/repos' : '/iam/v2/identities';
  await identities.menu(identity, 'Test Identity As…');
  await palette.pick(caller);
  const answered = () =>
    sandbox.requests.slice(from).some(({ path, status }) => path.startsWith(last) && status !== undefined);
  await expect.poll(answered).toBe(true);
  await tests.row(end).waitFor();
}
