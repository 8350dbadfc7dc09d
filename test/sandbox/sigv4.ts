import { RequestSigner } from 'aws4';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AwsWorld, Credentials, Partition } from './awsWorld';
import type { Asked } from './serve';

/** An error as AWS services name it. */
export class AwsError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const form = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]*),\s*SignedHeaders=([^,\s]*),\s*Signature=([0-9a-f]*)$/;

/**
 * Checks a request's Signature Version 4 with an implementation of its own (the package aws4) and returns the
 * credentials that signed it, with the region that they signed for. Throws AwsError with AWS's codes: MissingAuthenticationToken, IncompleteSignature,
 * InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch. A future date is refused after five minutes, a past
 * one after fifteen, as AWS does.
 */
export function authenticate(
  asked: Asked,
  aws: AwsWorld,
  ownHosts: string[],
): { credentials: Credentials; region: string } {
  const authorization = asked.headers.get('authorization');
  if (authorization === undefined)
    throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  const [, credential = '', list = '', signature = ''] = form.exec(authorization) ?? [];
  if (credential === '') throw incomplete(authorization);
  const scope = credential.split('/');
  const [accessKeyId = '', date = '', region = '', service, terminator] = scope;
  const amzDate = asked.headers.get('x-amz-date');
  if (amzDate === undefined)
    throw new AwsError(
      400,
      'IncompleteSignature',
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  const signed = list.split(';');
  if (!signed.includes('host'))
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  if (scope.length !== 5 || service !== 'sts' || terminator !== 'aws4_request')
    throw mismatch("Credential should be scoped to correct service: 'sts'.");
  const host = asked.headers.get('host') ?? '';
  const partition = partitionOf(host, region, ownHosts);
  if (!partition) throw mismatch('Credential should be scoped to a valid region.');
  checkDate(amzDate, date, asked.now);

  const known = aws.credentials.get(accessKeyId);
  const invalid = new AwsError(
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  );
  if (known?.principal.partition !== partition) throw invalid;
  if (known.sessionToken !== asked.headers.get('x-amz-security-token')) throw invalid;
  checkSignature(asked, signed, region, known, signature);
  if (known.expires && known.expires <= asked.now)
    throw new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired');
  return { credentials: known, region };
}

function checkSignature(
  asked: Asked,
  signed: string[],
  region: string,
  known: Credentials,
  signature: string,
): void {
  const headers = Object.fromEntries(
    signed.filter((name) => asked.headers.has(name)).map((name) => [name, asked.headers.get(name) ?? '']),
  );
  const hash = createHash('sha256').update(asked.body).digest('hex');
  const claimed = asked.headers.get('x-amz-content-sha256');
  if (claimed !== undefined && claimed !== hash) throw mismatch(wrong);
  const signer = new RequestSigner(
    {
      service: 'sts',
      region,
      method: asked.method,
      path: asked.target,
      headers,
      body: asked.body,
      doNotModifyHeaders: true,
      extraHeadersToInclude: Object.fromEntries(signed.map((name) => [name, true])),
    } as ConstructorParameters<typeof RequestSigner>[0],
    { accessKeyId: known.accessKeyId, secretAccessKey: known.secretAccessKey },
  );
  signer.datetime = asked.headers.get('x-amz-date') ?? '';
  const expected = Buffer.from(signer.signature());
  const given = Buffer.from(signature);
  if (signer.signedHeaders() !== signed.join(';')) throw mismatch(wrong);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw mismatch(wrong);
}

/** The partition that a host serves; on the sandbox's own address, the signed region decides. */
function partitionOf(host: string, region: string, ownHosts: string[]): Partition | undefined {
  const ofRegion: Partition | undefined = region.startsWith('us-gov-')
    ? 'aws-us-gov'
    : region.startsWith('cn-')
      ? 'aws-cn'
      : /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)
        ? 'aws'
        : undefined;
  if (ownHosts.includes(host)) return ofRegion;
  if (host === 'sts.amazonaws.com') return region === 'us-east-1' ? 'aws' : undefined;
  const suffix = ofRegion === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [`sts.${region}.${suffix}`, `sts-fips.${region}.${suffix}`].includes(host) ? ofRegion : undefined;
}

function checkDate(amzDate: string, scopeDate: string, now: Date): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate)?.slice(1).map(Number);
  if (!parts)
    throw new AwsError(
      400,
      'IncompleteSignature',
      `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  if (!amzDate.startsWith(scopeDate) || scopeDate.length !== 8)
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`,
    );
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const minutes = 60_000;
  const past = now.getTime() - 15 * minutes;
  const future = now.getTime() + 5 * minutes;
  if (at < past)
    throw mismatch(
      `Signature expired: ${amzDate} is now earlier than ${basic(past)} (${basic(now.getTime())} - 15 min.)`,
    );
  if (at > future)
    throw mismatch(
      `Signature not yet current: ${amzDate} is still later than ${basic(future)} (${basic(now.getTime())} + 5 min.)`,
    );
}

function basic(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

const wrong =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

function mismatch(message: string): AwsError {
  return new AwsError(403, 'SignatureDoesNotMatch', message);
}

function incomplete(authorization: string): AwsError {
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter(
    (part) => !authorization.includes(`${part}=`),
  );
  const say = missing.map((part) => `Authorization header requires '${part}' parameter.`).join(' ');
  return new AwsError(
    400,
    'IncompleteSignature',
    `${say} Authorization=${authorization.split(' ')[0] ?? ''}`.trim(),
  );
}
