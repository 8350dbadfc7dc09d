import type { Connection } from '../chainguard/http';
import { listRepos } from '../chainguard/registry';
import { whoAmI } from '../chainguard/whoAmI';
import { asFailure, cancelled } from '../core/failure';
import { requireIdentityId, rootOf } from '../core/uidp';
import { exchangeToken } from './obtainToken';
import { mismatchIn, proveByAws, proveByGivenToken } from './proof';
import { Steps, type TestEvent, type TestRequest } from './testEvents';
import { isTokenSource } from './testSource';

export type { Matched, StepName, TestEvent, TestRequest } from './testEvents';

/**
 * Tests whether a caller can assume an identity, one fact at a time: credentials and caller, or the token that a person
 * gives; for an identity that trusts them, AWS's web identity token; match, token, who am I, repositories. A failure is
 * the last event; the facts before it stand. Throws nothing.
 *
 * @param signal cancels at every step; the last event is then a failure of kind `cancelled`
 */
export async function* testIdentity(
  request: TestRequest,
  signal: AbortSignal,
): AsyncGenerator<TestEvent, void, undefined> {
  const { identityId, source, issuerUrl, audience } = request;
  const steps = new Steps();
  try {
    yield steps.begin(isTokenSource(source) ? 'givenToken' : 'credentials');
    requireIdentityId(identityId);
    const proof = isTokenSource(source)
      ? yield* proveByGivenToken(request, source, steps, signal)
      : yield* proveByAws(request, source, steps, signal);
    const { match } = proof;
    const mismatch = mismatchIn(match);
    if (mismatch && request.evenIfMismatch !== true) {
      yield steps.failed(mismatch, { match });
      return;
    }
    yield steps.done({ step: 'match', match });

    yield steps.begin('token');
    const secret = await proof.secret();
    const token = await exchangeToken({ issuerUrl, token: secret, identity: identityId, audience, signal });
    yield steps.done({ step: 'token', token: { ...token, ...proof.again } });

    const connection: Connection = { apiUrl: request.apiUrl, token: token.secret };
    yield steps.begin('whoAmI');
    yield steps.done({ step: 'whoAmI', who: await whoAmI(connection, signal) });

    yield steps.begin('repositories');
    const page = await listRepos(connection, { descendantsOf: rootOf(identityId) }, { signal });
    yield steps.done({ step: 'repositories', page });
  } catch (error) {
    yield steps.failed(signal.aborted ? cancelled(error) : asFailure(error));
  }
}
