import * as l10n from '@vscode/l10n';
import type { Callers } from '../aws/callers';
import { profileOf, sourceId, type CredentialSource } from '../aws/sources';
import type { Connection } from '../chainguard/http';
import { getIdentity } from '../chainguard/iam';
import type { Page } from '../chainguard/list';
import { listRepos } from '../chainguard/registry';
import { whoAmI, type WhoAmI } from '../chainguard/whoAmI';
import type { Caller } from '../core/caller';
import type { IssuedToken } from '../core/token/keptTokens';
import type { Explanation } from '../core/match/explain';
import { asFailure, Failure } from '../core/failure';
import { awsMatchOf, type Identity, type Repo } from '../core/identity';
import { sentences } from '../core/text';
import { requireIdentityId, rootOf } from '../core/uidp';
import { cancelled } from '../net/send';
import { exchangeToken } from './obtainToken';

/** What a test needs to know, so that it asks the person for nothing but an MFA code. */
export interface TestRequest {
  readonly identityId: string;
  readonly source: CredentialSource;
  readonly issuerUrl: string;
  readonly apiUrl: string;
  /** The audience of the token to get; the API refuses the last two steps with any but its own. */
  readonly audience: string;
  /** Reads the identity's rules. If that is not possible, leaves the match to Chainguard. */
  readonly session: Connection | undefined;
  /** Goes on to Chainguard although the rules do not match, because the issuer has the last word. */
  readonly evenIfMismatch?: boolean;
  /** Gives the credentials, and remembers the source's caller. */
  readonly callers: Callers;
}

/** The result of a step. */
type Found =
  | { readonly step: 'credentials'; readonly expiration: Date | undefined }
  | { readonly step: 'caller'; readonly caller: Caller }
  | { readonly step: 'match'; readonly match: Matched }
  | { readonly step: 'token'; readonly token: IssuedToken }
  | { readonly step: 'whoAmI'; readonly who: WhoAmI }
  | { readonly step: 'repositories'; readonly page: Page<Repo> };

/** The steps of a test. */
export type StepName = Found['step'];

/** How the caller compares with the identity's rules, or why that could not be compared here. */
export type Matched =
  | { readonly kind: 'compared'; readonly identity: Identity; readonly explanation: Explanation }
  | { readonly kind: 'not-compared'; readonly why: string };

/** One fact of a running test. Durations are in milliseconds. */
export type TestEvent =
  | { readonly state: 'running'; readonly step: StepName }
  | ({ readonly state: 'done'; readonly ms: number } & Found)
  | {
      readonly state: 'failed';
      readonly step: StepName;
      readonly ms: number;
      readonly failure: Failure;
      /** The comparison that failed, when the step is `match`. */
      readonly match?: Matched;
    };

/**
 * Tests whether a caller can assume an identity, one fact at a time: credentials, caller, match, token, who am I,
 * repositories. A failure is the last event; the facts before it stand. Throws nothing.
 *
 * @param signal cancels at every step; the last event is then a failure of kind `cancelled`
 */
export async function* testIdentity(
  request: TestRequest,
  signal: AbortSignal,
): AsyncGenerator<TestEvent, void, undefined> {
  const { identityId, source } = request;
  let step: StepName = 'credentials';
  let since = performance.now();
  const begin = (next: StepName): TestEvent => {
    step = next;
    since = performance.now();
    return { state: 'running', step };
  };
  const done = (found: Found): TestEvent => ({ state: 'done', ms: performance.now() - since, ...found });
  const failed = (failure: Failure, also: { readonly match?: Matched } = {}): TestEvent => ({
    state: 'failed',
    step,
    ms: performance.now() - since,
    failure,
    ...also,
  });

  try {
    yield begin('credentials');
    requireIdentityId(identityId);
    const credentials = await request.callers.credentials(source, signal);
    yield done({ step: 'credentials', expiration: credentials.expiration });

    yield begin('caller');
    const { getCallerIdentity, stsEndpoint } = await import('../aws/sts');
    const endpoint = await stsEndpoint(profileOf(source));
    const caller = await getCallerIdentity(credentials, endpoint, new Date(), signal).catch(
      (error: unknown) => {
        // Where AWS refused these credentials, the next test gets new ones. Where no answer came, this keeps
        // them, since they may have cost an MFA code.
        const { kind } = asFailure(error);
        if (kind === 'no-credentials' || kind === 'denied')
          request.callers.forget(sourceId(source), credentials);
        throw error;
      },
    );
    request.callers.learn(source, credentials, caller);
    yield done({ step: 'caller', caller });

    yield begin('match');
    const match = await compare(request, caller, signal);
    if (match.kind === 'compared' && !match.explanation.matches && request.evenIfMismatch !== true) {
      yield failed(mismatch(match.explanation), { match });
      return;
    }
    yield done({ step: 'match', match });

    yield begin('token');
    const { awsToken } = await import('../chainguard/awsToken');
    const token = await exchangeToken({
      issuerUrl: request.issuerUrl,
      token: await awsToken(credentials, { audience: request.issuerUrl, identity: identityId }, new Date()),
      identity: identityId,
      audience: request.audience,
      signal,
    });
    yield done({ step: 'token', token });

    const connection: Connection = { apiUrl: request.apiUrl, token: token.secret };
    yield begin('whoAmI');
    yield done({ step: 'whoAmI', who: await whoAmI(connection, signal) });

    yield begin('repositories');
    const page = await listRepos(connection, { descendantsOf: rootOf(identityId) }, { signal });
    yield done({ step: 'repositories', page });
  } catch (error) {
    yield failed(signal.aborted ? cancelled(error) : asFailure(error));
  }
}

async function compare(request: TestRequest, caller: Caller, signal: AbortSignal): Promise<Matched> {
  const notCompared = (why: string): Matched => ({ kind: 'not-compared', why });
  if (!request.session)
    return notCompared(l10n.t('Not compared here: sign in to read what the identity asks for.'));
  let identity: Identity;
  try {
    identity = await getIdentity(request.session, request.identityId, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return notCompared(
      l10n.t('Not compared here: the identity could not be read. {0}', asFailure(error).message),
    );
  }
  const match = awsMatchOf(identity);
  const { explain } = await import('../core/match/explain');
  return { kind: 'compared', identity, explanation: explain(match, caller) };
}

function mismatch(explanation: Explanation): Failure {
  const wrong = explanation.fields.filter((field) => !field.matches);
  return new Failure('mismatch', sentences(...wrong.map((field) => field.sentence)), {
    remedy: sentences(...wrong.map((field) => field.change.sentence)),
  });
}
