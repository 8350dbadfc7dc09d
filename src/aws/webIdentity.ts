import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import { readChainguardToken, readJwt, type ChainguardToken } from '../core/token/token';
import {
  defaultDuration,
  enableCommand,
  problemWithTokenAudience,
  problemWithTokenDuration,
  readAwsClaims,
  webIdentityPolicy,
  type AwsClaims,
} from '../core/token/webIdentity';
import { visible } from '../core/text';
import type { AwsCredentials } from './sign';
import { askSts, refused, regionRefused, undocumented, type AwsRefusal, type StsEndpoint } from './stsQuery';

/** What a web identity token is asked for. */
export interface WebIdentityRequest {
  /** Whoever it is for, such as `https://issuer.enforce.dev`: one to ten. */
  readonly audiences: readonly [string, ...string[]];
  /** Seconds that it lives, 60 to 3600; {@link defaultDuration} unless set. */
  readonly duration?: number | undefined;
  /** Chainguard's documentation uses `ES384`, which is the default. */
  readonly algorithm?: 'ES384' | 'RS256' | undefined;
}

/** A web identity token of AWS. */
export interface WebIdentityToken {
  /** The token itself: a bearer secret until it expires. */
  readonly secret: string;
  /** Its payload as it stands in it. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly claims: ChainguardToken;
  /** AWS's own claims. */
  readonly aws: AwsClaims | undefined;
  readonly expires: Date;
  /** The region that was asked. */
  readonly region: string;
}

const Given = v.object({
  GetWebIdentityTokenResponse: v.object({
    GetWebIdentityTokenResult: v.object({
      WebIdentityToken: v.string(),
      // STS's JSON has seconds since 1970, its XML a timestamp.
      Expiration: v.nullish(v.union([v.string(), v.number()])),
    }),
  }),
});

/**
 * Asks AWS STS for a web identity token of the caller (`GetWebIdentityToken`, API version 2011-06-15), which AWS's
 * outbound federation signs for whoever it is meant for. Refuses malformed parameters before anything is sent, and a
 * token that is not what was asked for.
 *
 * @param endpoint a regional one: the global one does not know the action
 * @param options.at the time to sign with, and at which the token has to be valid
 * @throws Failure `invalid` for a parameter, `denied` as {@link explainTokenRefusal} explains it, `unexpected` for an
 *   answer of another shape or a token of another audience or lifetime, and as `askSts`
 */
export async function getWebIdentityToken(
  request: WebIdentityRequest,
  credentials: AwsCredentials,
  endpoint: StsEndpoint,
  options: { at: Date; signal?: AbortSignal | undefined },
): Promise<WebIdentityToken> {
  const { audiences, duration = defaultDuration, algorithm = 'ES384' } = request;
  requireRequest(audiences, duration);
  const answer = await askSts(
    {
      Action: 'GetWebIdentityToken',
      ...Object.fromEntries(audiences.map((audience, index) => [`Audience.member.${index + 1}`, audience])),
      SigningAlgorithm: algorithm,
      DurationSeconds: String(duration),
    },
    credentials,
    endpoint,
    {
      ...options,
      refused: (refusal) => explainTokenRefusal(refusal, { audiences, duration, region: endpoint.region }),
    },
  );
  const given = v.safeParse(Given, answer);
  if (!given.success) throw undocumented();
  const { WebIdentityToken: secret, Expiration } =
    given.output.GetWebIdentityTokenResponse.GetWebIdentityTokenResult;
  const [claims, jwt] = [readChainguardToken(secret), readJwt(secret)];
  if (!claims || !jwt) throw undocumented();
  const said = new Date(typeof Expiration === 'number' ? Expiration * 1000 : (Expiration ?? NaN));
  const expires = claims.expiresAt ?? said;
  requireAsAsked(claims, expires, { audiences, duration, at: options.at });
  return {
    secret,
    payload: jwt.claims,
    claims,
    aws: readAwsClaims(jwt.claims),
    expires,
    region: endpoint.region,
  };
}

/** @throws Failure `invalid` for a malformed parameter */
function requireRequest(audiences: readonly string[], duration: number): void {
  const problem =
    audiences.map(problemWithTokenAudience).find((each) => each !== undefined) ??
    problemWithTokenDuration(String(duration)) ??
    (audiences.length < 1 || audiences.length > 10
      ? l10n.t('A web identity token is for one audience, or for up to ten.')
      : undefined);
  if (problem !== undefined) throw new Failure('invalid', problem, { remedy: l10n.t('Nothing was sent.') });
}

/** @throws Failure `unexpected` for a token that is for somebody else, or for another time */
function requireAsAsked(
  { audiences: actual, issuedAt }: ChainguardToken,
  expires: Date,
  asked: { readonly audiences: readonly string[]; readonly duration: number; readonly at: Date },
): void {
  const fail = (text: string, remedy: string) => new Failure('unexpected', text, { remedy });
  const proxy = l10n.t('Check AWS_ENDPOINT_URL_STS and the proxy: something else may have answered.');
  const isSame =
    actual.length === asked.audiences.length &&
    asked.audiences.every((audience) => actual.includes(audience));
  if (!isSame) {
    throw fail(
      l10n.t(
        'AWS STS gave a token for another audience than the one that was asked for: {0}',
        visible(actual.join(', ')),
      ),
      proxy,
    );
  }
  if (Number.isNaN(expires.getTime()))
    throw fail(l10n.t('AWS STS gave a token that does not say when it ends.'), proxy);
  const lifetime = (expires.getTime() - (issuedAt ?? asked.at).getTime()) / 1000;
  // Without a time of issue, this machine's clock stands in, which AWS lets be fifteen minutes off.
  if (lifetime > asked.duration + (issuedAt ? 60 : 16 * 60)) {
    throw fail(
      l10n.t('AWS STS gave a token that lives longer than was asked for: until {0}', expires.toISOString()),
      proxy,
    );
  }
  if (expires <= asked.at) {
    throw fail(
      l10n.t('AWS STS gave a token that ended before it came: at {0}', expires.toISOString()),
      l10n.t("This machine's clock may be ahead. Set it right, then try again."),
    );
  }
}

/** What a refused request asked for, as far as its explanation depends on it. */
type RefusedRequest = Pick<WebIdentityRequest, 'audiences'> & {
  readonly duration: number;
  readonly region: string;
};

/**
 * Explains a refusal of `GetWebIdentityToken`, as a Failure (`denied`) that says what AWS's answer tells and what to
 * do, with the command or the policy to paste. Goes by AWS's codes (its service model of STS), and by its words only
 * where one code stands for several reasons.
 */
export function explainTokenRefusal(refusal: AwsRefusal, asked: RefusedRequest): Failure {
  const denied = (text: string, remedy: string, paste?: Failure['paste']) =>
    refused('denied', refusal, text, remedy, { paste });
  switch (refusal.code.replace(/Exception$/, '')) {
    case 'OutboundWebIdentityFederationDisabled':
      return denied(
        l10n.t('Outbound web identity federation is not turned on in this AWS account.'),
        l10n.t('An administrator turns it on, once per account, with: {0}', enableCommand),
        { kind: 'command', text: enableCommand },
      );
    case 'AccessDenied':
      return denied(
        l10n.t('AWS does not let this caller get a web identity token.'),
        ...permission(refusal.message, asked),
      );
    case 'SessionDurationEscalation':
      return denied(
        l10n.t('The token would outlive the session of the credentials that ask for it.'),
        l10n.t(
          'Get new credentials for this caller, or ask for a token that lives less than {0} seconds.',
          asked.duration,
        ),
      );
    case 'JWTPayloadSizeExceeded':
      return denied(
        l10n.t('The token would be too large.'),
        l10n.t("Take tags away: the principal's own and the session's all go into the token."),
      );
    case 'ValidationError':
    case 'Validation':
    case 'InvalidParameterValue':
      return denied(l10n.t('AWS does not accept what was asked for.'), l10n.t('Correct it and try again.'));
    case 'InvalidAction':
      return denied(
        l10n.t('AWS STS does not give web identity tokens here: {0}', asked.region),
        l10n.t('Take another region of the profile: the global endpoint and some regions do not know them.'),
      );
    default:
      return (
        regionRefused(refusal) ??
        denied(
          l10n.t('AWS refused to give a web identity token.'),
          l10n.t('Check the policies of this caller.'),
        )
      );
  }
}

/** Which policy refuses, as AWS names it at the end of its message, and what to change. */
function permission(message: string, { audiences, duration }: RefusedRequest): [string, Failure['paste']?] {
  const [audience] = audiences;
  const policy = {
    kind: 'policy',
    text: webIdentityPolicy(audiences, Math.max(duration, defaultDuration)),
  } as const;
  if (/service control policy/i.test(message)) {
    return [
      l10n.t(
        'A service control policy of the AWS organization has to allow sts:GetWebIdentityToken for this account.',
      ),
    ];
  }
  if (/resource control policy/i.test(message))
    return [
      l10n.t('A resource control policy of the AWS organization has to allow sts:GetWebIdentityToken.'),
    ];
  if (/VPC endpoint policy/i.test(message))
    return [
      l10n.t('The policy of the VPC endpoint that leads to AWS STS has to allow sts:GetWebIdentityToken.'),
    ];
  if (/permissions boundary/i.test(message)) {
    return [
      l10n.t(
        'The permissions boundary of this caller has to allow sts:GetWebIdentityToken as well: {0}',
        audience,
      ),
      policy,
    ];
  }
  if (/session policy/i.test(message)) {
    return [
      l10n.t(
        'The policy of this session has to allow sts:GetWebIdentityToken as well, where the role is assumed.',
      ),
      policy,
    ];
  }
  if (/explicit deny/i.test(message)) {
    return [
      l10n.t(
        'A policy of this caller denies it. It has to leave out the audience and the duration that were asked for: {0}, {1} seconds',
        audience,
        duration,
      ),
    ];
  }
  return [
    l10n.t(
      'Attach a policy to this role or user that allows sts:GetWebIdentityToken for this audience and {1} seconds: {0}',
      audience,
      Math.max(duration, defaultDuration),
    ),
    policy,
  ];
}
