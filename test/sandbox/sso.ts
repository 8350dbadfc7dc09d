import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCredentials, sessionOf, type AwsWorld } from './awsWorld';
import type { Asked, Reply } from './serve';

/** Where people sign in, as profiles name it. */
export const startUrl = 'https://acme.awsapps.com/start';

interface SignedIn {
  person: string;
  until: Date;
  refreshToken: string;
}

const client = { clientId: 'sandbox-cli', clientSecret: 'sandbox-client-secret' };

/**
 * IAM Identity Center: the portal's GetRoleCredentials by GET /federation/credentials with the token in
 * x-amz-sso_bearer_token, and the token service's CreateToken with a refresh token by POST /token.
 */
export class Sso {
  readonly #aws: AwsWorld;
  readonly #sessions = new Map<string, SignedIn>();

  constructor(aws: AwsWorld) {
    this.#aws = aws;
  }

  /**
   * Signs a person in and writes the cache file that `aws sso login` would write, below a home directory.
   *
   * @param session the name of the sso-session, or the start URL for a profile of the older kind
   */
  async signIn(
    home: string,
    session: string,
    { until, renewable }: { until: Date; renewable: boolean },
  ): Promise<string> {
    const [accessToken, refreshToken] = [token(), token()];
    this.#sessions.set(accessToken, { person: 'kim', until, refreshToken });
    const directory = join(home, '.aws', 'sso', 'cache');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const name = createHash('sha1').update(session).digest('hex');
    const content = { startUrl, region: 'us-east-1', accessToken, expiresAt: until.toISOString() };
    const renewal = renewable ? { ...client, refreshToken } : {};
    const path = join(directory, `${name}.json`);
    await writeFile(path, JSON.stringify({ ...content, ...renewal }), { mode: 0o600 });
    return path;
  }

  /** Ends every session on this side, as an administrator can; the cache files still look live. */
  revoke(): void {
    this.#sessions.clear();
  }

  answer = (asked: Asked): Reply => {
    if (asked.path === '/federation/credentials' && asked.method === 'GET') return this.#credentials(asked);
    if (asked.path === '/token' && asked.method === 'POST') return this.#token(asked);
    return { status: 404, body: { message: 'no such operation' } };
  };

  #credentials({ headers, query, now }: Asked): Reply {
    const session = this.#sessions.get(headers.get('x-amz-sso_bearer_token') ?? '');
    if (!session || session.until <= now) {
      return refused(401, 'UnauthorizedException', 'Session token not found or invalid');
    }
    const role = [...this.#aws.roles.values()].find(
      ({ account, roleName }) =>
        account === query.get('account_id') &&
        new RegExp(`^AWSReservedSSO_${query.get('role_name') ?? ''}_[0-9a-f]{16}$`).test(roleName),
    );
    if (!role) return refused(403, 'ForbiddenException', 'No access');
    const expires = new Date(Math.floor(now.getTime() / 1000) * 1000 + 3600_000);
    const made = makeCredentials(token(), sessionOf(role, session.person), expires);
    this.#aws.credentials.set(made.accessKeyId, made);
    const { accessKeyId, secretAccessKey, sessionToken } = made;
    const roleCredentials = { accessKeyId, secretAccessKey, sessionToken, expiration: expires.getTime() };
    return { status: 200, body: { roleCredentials } };
  }

  #token({ body, now }: Asked): Reply {
    const asked = JSON.parse(body.toString()) as Record<string, unknown>;
    const old = [...this.#sessions].find(([, { refreshToken }]) => refreshToken === asked['refreshToken']);
    const known = asked['clientId'] === client.clientId && asked['clientSecret'] === client.clientSecret;
    if (!known || asked['grantType'] !== 'refresh_token' || !old) {
      const description = 'Invalid grant provided';
      return {
        ...refused(400, 'InvalidGrantException', description),
        body: { error: 'invalid_grant', error_description: description },
      };
    }
    this.#sessions.delete(old[0]);
    const [accessToken, refreshToken] = [token(), token()];
    const until = new Date(now.getTime() + 3600_000);
    this.#sessions.set(accessToken, { person: old[1].person, until, refreshToken });
    return { status: 200, body: { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: 3600 } };
  }
}

function refused(status: number, type: string, message: string): Reply {
  return { status, headers: { 'x-amzn-errortype': type }, body: { message } };
}

function token(): string {
  return randomBytes(24).toString('base64url');
}
