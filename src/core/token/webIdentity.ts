import * as l10n from '@vscode/l10n';

/*
 * AWS's web identity tokens (outbound federation, `sts:GetWebIdentityToken`): what AWS demands of a request, and what
 * the token says of its caller (AWS's STS API reference, GetWebIdentityToken).
 */

/** How long a token lives, in seconds, unless it is asked to live longer: AWS's own default. */
export const defaultDuration = 300;

/** `DurationSeconds`: the problem as a sentence, or `undefined`. */
export function problemWithTokenDuration(text: string): string | undefined {
  return /^\d{2,4}$/.test(text) && Number(text) >= 60 && Number(text) <= 3600
    ? undefined
    : l10n.t('A web identity token lives 60 to 3600 seconds.');
}

/** One of `Audience`: the problem as a sentence, or `undefined`. */
export function problemWithTokenAudience(text: string): string | undefined {
  return text.length >= 1 && text.length <= 1000
    ? undefined
    : l10n.t('An audience has 1 to 1000 characters.');
}

/** What AWS's claim `https://sts.amazonaws.com/` says; each part if present. */
export interface AwsClaims {
  readonly account: string | undefined;
  /** The ARN of the principal: of a session, its role's, with the role's path. */
  readonly principal: string | undefined;
  readonly region: string | undefined;
  readonly organization: string | undefined;
  /** From the root down; AWS's sample has one text, Chainguard's a list. */
  readonly organizationalUnits: readonly string[];
  /** When the session ends whose credentials asked for the token. */
  readonly sessionEnds: Date | undefined;
}

/**
 * Reads AWS's own claims from a token's payload; `undefined` where it has none. Never throws, whatever they are.
 */
export function readAwsClaims(claims: Readonly<Record<string, unknown>>): AwsClaims | undefined {
  const own = claims['https://sts.amazonaws.com/'];
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return undefined;
  const values: Partial<Record<string, unknown>> = { ...own };
  const ends = new Date(text(values['original_session_exp']) ?? NaN);
  return {
    account: text(values['aws_account']),
    principal: text(values['principal_id']),
    region: text(values['source_region']),
    organization: text(values['org_id']),
    organizationalUnits: [values['ou_path']].flat().filter((unit) => typeof unit === 'string'),
    sessionEnds: Number.isNaN(ends.getTime()) ? undefined : ends,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `value` in a policy, where `${` would begin a variable (IAM user guide, "IAM policy elements: variables and tags"). */
function policyText(value: string): string {
  return value.replaceAll('${', '${$}{');
}

/**
 * The IAM policy that lets a role or user ask for tokens of these audiences and no other, that live no longer than this,
 * as an object. The token may name a second audience only if that is one of these, too (`ForAllValues`), and has to name
 * one (`Null`), since `ForAllValues` holds for a request without any; Chainguard's documentation has `ForAnyValue`
 * (chainguard-dev/edu aws-identity-oidc.md).
 */
export function webIdentityPolicyOf(audience: string | readonly string[], seconds: number = defaultDuration) {
  const audiences = [audience].flat().map(policyText);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:GetWebIdentityToken',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': {
            'sts:IdentityTokenAudience': audiences.length === 1 ? audiences.join() : audiences,
          },
          Null: { 'sts:IdentityTokenAudience': 'false' },
          NumericLessThanEquals: { 'sts:DurationSeconds': seconds },
        },
      },
    ],
  };
}

/** {@link webIdentityPolicyOf} as JSON. */
export function webIdentityPolicy(audience: string | readonly string[], seconds?: number): string {
  return JSON.stringify(webIdentityPolicyOf(audience, seconds), null, 2);
}

/** The command that lets an account's principals ask for tokens, once per account. */
export const enableCommand = 'aws iam enable-outbound-web-identity-federation';
