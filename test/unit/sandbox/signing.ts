import { sign } from 'aws4';
import type { Credentials } from '../../sandbox/awsWorld';

const callerIdentityPath = '/?Action=GetCallerIdentity&Version=2011-06-15';

export interface Signed {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Signs a request to STS with aws4; `headers` may hold Host and X-Amz-Date, `region` defaults to us-east-1, and the
 * header `unsigned` is sent without being signed.
 */
export function signed(
  credentials: Credentials,
  request: Partial<Signed> & { region?: string; unsigned?: string } = {},
): Signed {
  const {
    method = 'POST',
    path = callerIdentityPath,
    headers = {},
    body = '',
    region = 'us-east-1',
    unsigned = '',
  } = request;
  const options = {
    service: 'sts',
    region,
    method,
    path,
    body,
    headers: { Host: 'sts.amazonaws.com', ...headers },
    extraHeadersToIgnore: { [unsigned]: true },
  };
  const made = sign(options, {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
  });
  const flat = Object.entries(made.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    method,
    path: made.path ?? path,
    headers: Object.fromEntries(flat) as Record<string, string>,
    body,
  };
}

/** Serialises a signed request as a Chainguard token. */
export function tokenOf({ method, path, headers }: Signed): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** A token for an identity, as the SDK would make it. */
export function awsToken(
  credentials: Credentials,
  audience: string,
  identity: string,
  headers: Record<string, string> = {},
): string {
  const own = {
    Accept: 'application/json',
    'Chainguard-Audience': audience,
    'Chainguard-Identity': identity,
  };
  return tokenOf(signed(credentials, { headers: { ...own, ...headers } }));
}

/** A time in SigV4's form. */
export function amzDate(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
