import * as l10n from '@vscode/l10n';
import { sign, type AwsCredentials } from '../aws/sign';
import { Failure } from '../core/failure';

/**
 * Chainguard forwards the request to this host and accepts no other by default, whatever region or partition
 * the caller works in (chainguard-dev/sdk auth/aws/generate.go and verify_options.go).
 */
const host = 'sts.amazonaws.com';

/**
 * Makes the token that Chainguard's issuer takes from AWS workloads: a signed `sts:GetCallerIdentity` request for
 * Chainguard to send, with the audience and the identity among its signed headers, serialised as HTTP/1.1 and encoded as
 * base64url with padding. It is byte for byte what `GenerateToken` of chainguard-dev/sdk auth/aws/generate.go makes.
 * Nothing is sent.
 *
 * The token is a bearer secret for fifteen minutes from `at`, and carries the session token in clear.
 *
 * @param to.audience the issuer's URL exactly as it is addressed, such as `https://issuer.enforce.dev`
 * @param to.identity the UIDP of the identity to assume
 * @throws Failure `invalid` for an audience, an identity or a credential that no header can carry, `no-credentials`
 *   without an access key
 */
export async function awsToken(
  credentials: AwsCredentials,
  to: { readonly audience: string; readonly identity: string },
  at: Date,
): Promise<string> {
  const audience = headerValue(l10n.t('audience'), to.audience);
  const identity = headerValue(l10n.t('identity'), to.identity);
  if (!credentials.accessKeyId || !credentials.secretAccessKey) {
    throw new Failure('no-credentials', l10n.t('The AWS credentials have no access key.'));
  }
  headerValue(l10n.t('access key id'), credentials.accessKeyId);
  headerValue(l10n.t('session token'), credentials.sessionToken ?? '');

  const headers = await sign(
    {
      region: 'us-east-1',
      host,
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: {
        accept: 'application/json',
        'chainguard-audience': audience,
        'chainguard-identity': identity,
      },
    },
    credentials,
    at,
  );
  const lines = [
    'POST /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1',
    `Host: ${host}`,
    'User-Agent: Go-http-client/1.1',
    'Content-Length: 0',
    'Accept: application/json',
    `Authorization: ${headers['authorization'] ?? ''}`,
    `Chainguard-Audience: ${audience}`,
    `Chainguard-Identity: ${identity}`,
    `X-Amz-Date: ${headers['x-amz-date'] ?? ''}`,
    ...(credentials.sessionToken ? [`X-Amz-Security-Token: ${credentials.sessionToken}`] : []),
  ];
  const request = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
  return request.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * A header's value, trimmed. Refuses what signers treat differently (white space other than the space, control
 * characters), since only some readers would accept its signature.
 */
function headerValue(what: string, value: string): string {
  if (/[^\S ]|\p{Cc}|\p{Cs}|\ufeff/u.test(value)) {
    throw new Failure(
      'invalid',
      l10n.t('Control characters and unusual white space are not allowed in the {0}.', what),
    );
  }
  return value.trim();
}
