import * as l10n from '@vscode/l10n';
import { Failure, type Kind } from '../core/failure';
import type { Answer } from '../net/send';
import { issuerName, refusal, statusOf, withWords } from './http';

/**
 * `denied` when the issuer does not accept the token (400, 401, or the words of the verifier) or the caller (403), does
 * not know the identity (404), or cannot do it as things are (gRPC 9 and 6); `offline` when it was broken off on the
 * way (gRPC 1); else as `refusal`.
 */
export function exchangeRefusal(answer: Answer, token: string): Failure {
  const status = statusOf(answer);
  if (!status) return refusal(issuerName(), answer);
  const known = verifierRemedies().find(([words]) => words.test(status.message));
  const { kind, message, remedy, refused } = refusals(token)[codeOf(answer) ?? 0] ?? {};
  if (message === undefined) return refusal(issuerName(), answer);
  return new Failure(kind ?? 'denied', withWords(message, answer), {
    status: answer.status,
    remedy: known?.[1] ?? remedy,
    refused: known ? 'token' : refused,
  });
}

/** What to say about each gRPC code, and what was refused. */
function refusals(token: string): Partial<Record<number, Refusal>> {
  const compare =
    token.split('.').length === 3
      ? l10n.t("Compare the token's issuer, subject and audience with what the identity asks for.")
      : l10n.t("Compare the caller's account, ARN and user ID with what the identity asks for.");
  const anew = l10n.t('Get a new token, then try again.');
  return {
    1: {
      kind: 'offline',
      message: l10n.t('The exchange was broken off before it was done.'),
      remedy: l10n.t('Try again in a moment.'),
    },
    3: {
      message: l10n.t("Chainguard's issuer did not accept the request."),
      remedy: l10n.t('Check the audience, the identity, and what the token is narrowed to.'),
      refused: 'token',
    },
    5: {
      message: l10n.t("Chainguard's issuer does not know the identity."),
      remedy: l10n.t('Check the identity: it may have been deleted.'),
      refused: 'caller',
    },
    6: {
      message: l10n.t("Chainguard's issuer has what the exchange would make."),
      remedy: anew,
      refused: 'token',
    },
    7: {
      message: l10n.t("Chainguard's issuer does not let this caller assume the identity."),
      remedy: compare,
      refused: 'caller',
    },
    9: {
      message: l10n.t("Chainguard's issuer cannot exchange the token as things are."),
      remedy: l10n.t(
        'Something has to be put right at Chainguard first, such as the state of the identity or its organization; neither the token nor the caller need be wrong.',
      ),
    },
    16: { message: l10n.t("Chainguard's issuer does not accept the token."), remedy: anew, refused: 'token' },
  };
}

interface Refusal {
  /** `denied` unless it says another. */
  readonly kind?: Kind;
  readonly message: string;
  readonly remedy: string;
  readonly refused?: Failure['refused'];
}

/**
 * What to do about each error of the verifiers: texts of chainguard-dev/sdk auth/aws/verify.go, and those about an
 * identity token that coreos/go-oidc verify.go has and chainguard-dev/edu keycloak-identity.md shows, which come with
 * the status of a caller refused. It is not public whether they reach a client unchanged, so they only add to what is
 * shown.
 */
function verifierRemedies(): readonly (readonly [words: RegExp, remedy: string])[] {
  const again = l10n.t('Sign a new token. If it happens again, report it with "Copy Test Report".');
  return [
    [
      /token timestamp is in the future/,
      l10n.t("This machine's clock is ahead. Set it right, then try again."),
    ],
    [
      /token expired/,
      l10n.t("The signed request is older than fifteen minutes, or this machine's clock is behind."),
    ],
    [
      /\bexpired\b|"exp"/i,
      l10n.t("The token has expired, or this machine's clock is behind. Get a new one."),
    ],
    [/before the nbf/, l10n.t("The token is not valid yet, or this machine's clock is ahead.")],
    [
      /audience header in token/,
      l10n.t(
        'Check "assumable.issuerUrl": it is what the token is signed for, to the letter, and has to be an address that the issuer goes by.',
      ),
    ],
    [
      /identity header in token/,
      l10n.t('The token was signed for another identity. Sign a new one for this identity.'),
    ],
    [/oidc: expected audience/, l10n.t('Get a token for the audience that the identity asks for.')],
    [
      /issued by a different provider/,
      l10n.t('The identity trusts another issuer than the one of the token.'),
    ],
    [
      /failed to verify signature/,
      l10n.t("The token does not fit its issuer's keys: it may have been changed. Get a new one."),
    ],
    [
      /a required header is not covered|invalid token encoding|not a well-formed GetCallerIdentity request/,
      again,
    ],
    [
      /token rejected by AWS STS/,
      l10n.t(
        'AWS did not accept the signed request: the credentials may have expired, or belong to a partition that the global STS endpoint does not serve.',
      ),
    ],
    [/failed to reach AWS STS/, l10n.t('The issuer could not ask AWS. Try again in a moment.')],
  ];
}

/** The gRPC code of a refusal: the one in the body, else what the HTTP status stands for (chainguard-dev/sdk sts doHTTP1). */
export function codeOf(answer: Answer): number | undefined {
  const codes: Partial<Record<number, number>> = { 502: 14, 503: 14, 504: 4 };
  return statusOf(answer)?.code ?? codes[answer.status];
}
