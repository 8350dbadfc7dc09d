import { randomBytes, timingSafeEqual } from 'node:crypto';
import { instanceId, instanceRoleName, type AwsWorld, type Credentials } from './awsWorld';
import type { Asked, Reply } from './serve';
import { accounts } from './world';

const text = { 'content-type': 'text/plain' };
const notFound: Reply = { status: 404, headers: text, body: '404 - Not Found' };

/**
 * EC2 instance metadata, version 2 only: a token by PUT with a TTL of 1 to 21600 seconds, and nothing without it.
 * A request that came through a proxy (X-Forwarded-For) gets no token.
 */
export function answerMetadata(aws: AwsWorld): (asked: Asked) => Reply {
  const tokens = new Map<string, number>();
  return (asked) => {
    if (asked.path === '/latest/api/token') {
      if (asked.method !== 'PUT') return { status: 405, headers: text, body: '405 - Method Not Allowed' };
      if (asked.headers.has('x-forwarded-for'))
        return { status: 403, headers: text, body: '403 - Forbidden' };
      const ttl = asked.headers.get('x-aws-ec2-metadata-token-ttl-seconds') ?? '';
      if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > 21600)
        return { status: 400, headers: text, body: '400 - Bad Request' };
      const token = randomBytes(40).toString('base64');
      tokens.set(token, asked.now.getTime() + Number(ttl) * 1000);
      return { status: 200, headers: { ...text, 'x-aws-ec2-metadata-token-ttl-seconds': ttl }, body: token };
    }
    const until = tokens.get(asked.headers.get('x-aws-ec2-metadata-token') ?? '');
    if (until === undefined || until <= asked.now.getTime())
      return { status: 401, headers: text, body: '401 - Unauthorized' };
    if (asked.method !== 'GET') return { status: 405, headers: text, body: '405 - Method Not Allowed' };
    return describe(asked.path, aws, asked.now) ?? notFound;
  };
}

function describe(path: string, aws: AwsWorld, now: Date): Reply | undefined {
  const base = '/latest/meta-data/iam/security-credentials/';
  if (path === base || path === base.slice(0, -1))
    return { status: 200, headers: text, body: instanceRoleName };
  if (path === base + instanceRoleName)
    return {
      status: 200,
      headers: text,
      body: JSON.stringify(
        { Code: 'Success', LastUpdated: stamp(now), Type: 'AWS-HMAC', ...keys(aws.samples.instance) },
        null,
        2,
      ),
    };
  const values: Record<string, string | undefined> = {
    '/latest/meta-data/instance-id': instanceId,
    '/latest/meta-data/placement/region': 'us-east-1',
    '/latest/meta-data/placement/availability-zone': 'us-east-1a',
    '/latest/dynamic/instance-identity/document': JSON.stringify({
      accountId: accounts.aws,
      instanceId,
      region: 'us-east-1',
    }),
  };
  const body = values[path];
  return body === undefined ? undefined : { status: 200, headers: text, body };
}

/** The container credentials endpoint: one path, and its Authorization token compared byte for byte. */
export function answerContainer(aws: AwsWorld, token: string): (asked: Asked) => Reply {
  return (asked) => {
    if (asked.method !== 'GET')
      return { status: 405, body: { code: 'MethodNotAllowed', message: 'use GET' } };
    const given = Buffer.from(asked.headers.get('authorization') ?? '');
    const wanted = Buffer.from(token);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return { status: 401, body: { code: 'AccessDenied', message: 'unauthorized' } };
    if (asked.path !== '/v1/credentials')
      return { status: 404, body: { code: 'NotFound', message: 'no such credentials' } };
    return { status: 200, body: { RoleArn: '', ...keys(aws.samples.container) } };
  };
}

function keys({ accessKeyId, secretAccessKey, sessionToken = '', expires }: Credentials) {
  const Expiration = expires ? stamp(expires) : '';
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration };
}

function stamp(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
