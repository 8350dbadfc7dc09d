import * as l10n from '@vscode/l10n';
import { profileOf, sourceId, type CredentialSource } from '../aws/sources';
import type { AwsCredentials } from '../aws/sign';
import { getIdentity } from '../chainguard/iam';
import type { Caller } from '../core/caller';
import { asFailure, Failure } from '../core/failure';
import { awsMatchOf, type Identity } from '../core/identity';
import { audienceFor, claimsAskedBy, wayOf } from '../core/match/way';
import { platformName, platformOfIdentity } from '../core/platform/platform';
import { sentences, visible } from '../core/text';
import type { IssuedToken } from '../core/token/keptTokens';
import type { ShownToken } from '../core/token/shownToken';
import { tokenIn } from './givenToken';
import type { Matched, Steps, TestEvent, TestRequest } from './testEvents';
import type { TokenSource } from './testSource';

/** How well a caller's proof fits, and the proof: what Chainguard's issuer exchanges for a token. */
export interface Proof {
  readonly match: Matched;
  /** Signs where that is still to be done. */
  readonly secret: () => string | Promise<string>;
  /** What it takes to get a token in the same way again. */
  readonly again?: Pick<IssuedToken, 'pasted' | 'webIdentity'>;
}

type Proving = AsyncGenerator<TestEvent, Proof, undefined>;

/** What was read of an identity. */
type Read = { readonly identity: Identity } | { readonly why: string };

/**
 * Proves by AWS who calls, as the identity asks for it: its rules decide between a signed request and a web identity
 * token, and the way of the request where they cannot be read. Ends while the match is still a running step.
 */
export async function* proveByAws(
  request: TestRequest,
  source: CredentialSource,
  steps: Steps,
  signal: AbortSignal,
): Proving {
  const { callers, identityId, issuerUrl } = request;
  const credentials = await callers.credentials(source, signal);
  yield steps.done({ step: 'credentials', expiration: credentials.expiration });

  yield steps.begin('caller');
  const { getCallerIdentity, stsEndpoint } = await import('../aws/sts');
  const endpoint = await stsEndpoint(profileOf(source));
  const caller = await getCallerIdentity(credentials, endpoint, new Date(), signal).catch(
    (error: unknown) => {
      // Where AWS refused these credentials, the next test gets new ones. Where no answer came, this keeps
      // them, since they may have cost an MFA code.
      const { kind } = asFailure(error);
      if (kind === 'no-credentials' || kind === 'denied') callers.forget(sourceId(source), credentials);
      throw error;
    },
  );
  callers.learn(source, credentials, caller);
  yield steps.done({ step: 'caller', caller });

  yield steps.begin(request.way === 'web-identity' ? 'awsToken' : 'match');
  const read = await readIdentity(request, signal);
  const way = 'identity' in read ? wayOf(read.identity.relationship) : request.way;
  if (way === 'web-identity') {
    if (request.way !== way) yield steps.begin('awsToken');
    return yield* proveByAwsToken(request, { source, credentials, read }, steps, signal);
  }
  if (request.way === 'web-identity') yield steps.begin('match');
  const match = await compareCaller(read, caller);
  const { awsToken } = await import('../chainguard/awsToken');
  return {
    match,
    secret: () => awsToken(credentials, { audience: issuerUrl, identity: identityId }, new Date()),
  };
}

async function* proveByAwsToken(
  request: TestRequest,
  by: { readonly source: CredentialSource; readonly credentials: AwsCredentials; readonly read: Read },
  steps: Steps,
  signal: AbortSignal,
): Proving {
  const { source, credentials, read } = by;
  const asked = 'identity' in read ? claimsAskedBy(read.identity.relationship) : undefined;
  const audience = audienceFor(asked?.match.audience, request.issuerUrl);
  const { awsWebIdentity } = await import('./awsWebIdentity');
  const token = await awsWebIdentity({ callers: request.callers, source, credentials, audience }, signal);
  yield steps.done({ step: 'awsToken', token: token.shown, region: token.region });

  yield steps.begin('match');
  const match = await compareToken(read, token.shown, request.issuerUrl);
  return { match, secret: () => token.secret, again: { webIdentity: audience } };
}

/** Reads a person's token, and compares it before anything is sent. Ends while the match is still a running step. */
export async function* proveByGivenToken(
  request: TestRequest,
  source: TokenSource,
  steps: Steps,
  signal: AbortSignal,
): Proving {
  if (!request.readToken) throw new Failure('invalid', l10n.t('There is no identity token here.'));
  const { secret, shown } = tokenIn(await request.readToken(source, signal), new Date());
  signal.throwIfAborted();
  yield steps.done({ step: 'givenToken', token: shown });

  yield steps.begin('match');
  const read = await readIdentity(request, signal);
  const match = await compareToken(read, shown, request.issuerUrl);
  return { match, secret: () => secret, again: { pasted: true } };
}

async function readIdentity(request: TestRequest, signal: AbortSignal): Promise<Read> {
  if (!request.session)
    return { why: l10n.t('Not compared here: sign in to read what the identity asks for.') };
  try {
    return { identity: await getIdentity(request.session, request.identityId, signal) };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      why: l10n.t('Not compared here: the identity could not be read. {0}', asFailure(error).message),
    };
  }
}

/** @throws Failure `mismatch` for an identity that trusts no AWS caller */
async function compareCaller(read: Read, caller: Caller): Promise<Matched> {
  if ('why' in read) return { kind: 'not-compared', why: read.why };
  const { identity } = read;
  if (wayOf(identity.relationship) === 'token') throw wantsToken(identity);
  const match = awsMatchOf(identity);
  const { explain } = await import('../core/match/explain');
  return { kind: 'compared', identity, explanation: explain(match, caller) };
}

/** @throws Failure `mismatch` for an identity that trusts no token */
async function compareToken(read: Read, token: ShownToken, issuerUrl: string): Promise<Matched> {
  if ('why' in read) return { kind: 'not-compared', why: read.why };
  const { identity } = read;
  const asked = claimsAskedBy(identity.relationship);
  if (!asked) {
    throw new Failure(
      'mismatch',
      l10n.t('This identity does not trust the claims of a token: {0}', visible(identity.name)),
      { remedy: l10n.t('Nothing was sent. Test it as an AWS caller.') },
    );
  }
  const { explainClaims } = await import('../core/match/claims');
  const { match, unknown } = asked;
  const explanation = explainClaims(match, token.claims, { issuerUrl, unknown });
  return { kind: 'claims', identity, explanation, token };
}

function wantsToken(identity: Identity): Failure {
  const platform = platformOfIdentity(identity.relationship);
  const name = visible(identity.name);
  return new Failure(
    'mismatch',
    platform === undefined
      ? l10n.t('This identity trusts tokens of another issuer, not AWS callers: {0}', name)
      : l10n.t('This identity trusts tokens of {1}, not AWS callers: {0}', name, platformName(platform)),
    { remedy: l10n.t('Test it with a token of that issuer.') },
  );
}

/** Why a comparison says no, as the failure that ends a test; `undefined` where it does not. */
export function mismatchIn(match: Matched): Failure | undefined {
  if (match.kind === 'not-compared' || match.explanation.verdict !== 'cannot') return undefined;
  const wrong =
    match.kind === 'compared'
      ? match.explanation.fields.filter((field) => !field.matches)
      : match.explanation.fields.filter((field) => field.verdict === 'cannot');
  return new Failure('mismatch', sentences(...wrong.map((field) => field.sentence)), {
    remedy: sentences(...wrong.map((field) => field.change?.sentence)),
  });
}
