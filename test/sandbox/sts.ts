import { errors, type JWTPayload } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { makeCredentials, mfaCode, sessionOf, type AwsRole, type AwsWorld, type Principal } from './awsWorld';
import type { Asked, Reply } from './serve';
import { AwsError, authenticate } from './sigv4';
import type { OidcIssuers } from './oidc';
import { webIdentity } from './webIdentity';

/**
 * AWS STS: the query API of 2011-06-15 by GET and POST, with GetCallerIdentity, AssumeRole and GetWebIdentityToken, in
 * XML, or in JSON when JSON is accepted, each signature checked; and AssumeRoleWithWebIdentity, which is not signed.
 * `ownHosts` are the addresses that it answers at besides AWS's own names, as a regional endpoint.
 */
export function answerSts(
  aws: AwsWorld,
  issuers: OidcIssuers,
  ownHosts: () => string[],
): (asked: Asked) => Promise<Reply> {
  return async (asked) => {
    const json =
      asked.fault?.kind !== 'xml' && (asked.headers.get('accept') ?? '').includes('application/json');
    try {
      const fields = fieldsOf(asked);
      if (fields.get('Action') === 'AssumeRoleWithWebIdentity')
        return answer(
          'AssumeRoleWithWebIdentity',
          await withWebIdentity(fields, aws, issuers, asked.now),
          json,
        );
      const { credentials, region } = authenticate(asked, aws, ownHosts());
      const caller = credentials.principal;
      const action = fields.get('Action');
      if (action === null)
        throw new AwsError(400, 'MissingAction', 'Could not find an Action in the request.');
      if (fields.get('Version') !== '2011-06-15' || !actions.includes(action)) {
        const version = fields.get('Version') ?? 'NO_VERSION_SPECIFIED';
        throw new AwsError(400, 'InvalidAction', `Could not find operation ${action} for version ${version}`);
      }
      if (action === 'GetWebIdentityToken') {
        const isGlobal = asked.headers.get('host') === 'sts.amazonaws.com';
        const given = await webIdentity(credentials, fields, asked, { aws, issuers, isGlobal, region });
        return answer(action, given, json);
      }
      const result =
        action === 'AssumeRole' ? assumeRole(caller, fields, aws, asked.now) : identityOf(caller);
      return answer(action, result, json);
    } catch (error) {
      if (error instanceof AwsError) return refusal(error, json);
      throw error;
    }
  };
}

const actions = ['GetCallerIdentity', 'AssumeRole', 'GetWebIdentityToken'];

function fieldsOf(asked: Asked): URLSearchParams {
  const fields = new URLSearchParams(asked.query);
  const type = asked.headers.get('content-type') ?? '';
  if (asked.method === 'POST' && type.startsWith('application/x-www-form-urlencoded'))
    for (const [name, value] of new URLSearchParams(asked.body.toString())) fields.append(name, value);
  return fields;
}

function identityOf({ arn, userId, account }: Principal): Tree {
  return { Arn: arn, UserId: userId, Account: account };
}

async function withWebIdentity(
  fields: URLSearchParams,
  aws: AwsWorld,
  issuers: OidcIssuers,
  now: Date,
): Promise<Tree> {
  const { roleArn, session, seconds } = wanted(fields);
  const role = aws.roles.get(roleArn);
  let claims: JWTPayload;
  try {
    claims = await issuers.verify(fields.get('WebIdentityToken') ?? '', now);
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new AwsError(
        400,
        'ExpiredTokenException',
        'Token expired: current date/time must be before the expiration date/time',
      );
    throw new AwsError(
      400,
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider",
    );
  }
  if (!role?.web || claims.iss !== role.web.iss || claims.sub !== role.web.sub || claims.aud !== role.web.aud)
    throw new AwsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  const { iss, sub, aud } = role.web;
  return {
    ...grant(role, session, seconds, aws, now),
    SubjectFromWebIdentityToken: sub,
    Audience: aud,
    Provider: iss,
  };
}

function assumeRole(caller: Principal, fields: URLSearchParams, aws: AwsWorld, now: Date): Tree {
  const { roleArn, session, seconds } = wanted(fields);
  const role = aws.roles.get(roleArn);
  const denied = new AwsError(
    403,
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
  if (role?.partition !== caller.partition || !isTrusted(role, caller)) throw denied;
  if (role.externalId !== undefined && fields.get('ExternalId') !== role.externalId) throw denied;
  checkMfa(role, fields, denied);
  if (seconds > role.maxSeconds)
    throw new AwsError(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  if (caller.arn.includes(':assumed-role/') && seconds > 3600)
    throw new AwsError(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  return grant(role, session, seconds, aws, now);
}

function grant(role: AwsRole, session: string, seconds: number, aws: AwsWorld, now: Date): Tree {
  const expires = new Date(Math.floor(now.getTime() / 1000) * 1000 + seconds * 1000);
  const made = makeCredentials(randomBytes(8).toString('hex'), sessionOf(role, session), expires);
  aws.credentials.set(made.accessKeyId, made);
  return {
    AssumedRoleUser: { AssumedRoleId: made.principal.userId, Arn: made.principal.arn },
    Credentials: {
      AccessKeyId: made.accessKeyId,
      SecretAccessKey: made.secretAccessKey,
      SessionToken: made.sessionToken ?? '',
      Expiration: expires.toISOString().replace('.000Z', 'Z'),
    },
  };
}

/** The role, session and duration that both ways of assuming ask for, within AWS's limits. */
function wanted(fields: URLSearchParams) {
  const roleArn = fields.get('RoleArn') ?? '';
  const session = fields.get('RoleSessionName') ?? '';
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(roleArn))
    throw new AwsError(400, 'ValidationError', `${roleArn} is invalid`);
  if (!/^[\w+=,.@-]*$/.test(session))
    throw invalid(session, 'roleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]*');
  if (session.length < 2) throw invalid(session, 'roleSessionName', 'have length greater than or equal to 2');
  if (session.length > 64) throw invalid(session, 'roleSessionName', 'have length less than or equal to 64');
  const duration = fields.get('DurationSeconds') ?? '3600';
  const seconds = /^\d+$/.test(duration) ? Number(duration) : 0;
  if (seconds < 900) throw invalid(duration, 'durationSeconds', 'have value greater than or equal to 900');
  if (seconds > 43200) throw invalid(duration, 'durationSeconds', 'have value less than or equal to 43200');
  return { roleArn, session, seconds };
}

/** Whether the trust policy names the caller, its whole account, or the role whose session it is. */
function isTrusted(role: AwsRole, caller: Principal): boolean {
  const session = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn);
  const asRole = session
    ? `arn:${session[1] ?? ''}:iam::${session[2] ?? ''}:role/${session[3] ?? ''}`
    : caller.arn;
  const account = `arn:${caller.partition}:iam::${caller.account}:root`;
  return role.trusts.some((trusted) => [caller.arn, asRole, account].includes(trusted));
}

function checkMfa(role: AwsRole, fields: URLSearchParams, denied: AwsError): void {
  const serial = fields.get('SerialNumber');
  if (serial === null) {
    if (role.mfaSerial !== undefined) throw denied;
    return;
  }
  if (serial !== role.mfaSerial)
    throw new AwsError(
      403,
      'AccessDenied',
      `MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.`,
    );
  if (fields.get('TokenCode') !== mfaCode)
    throw new AwsError(
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
}

function invalid(value: string, at: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must ${constraint}`;
  return new AwsError(400, 'ValidationError', message);
}

interface Tree {
  [name: string]: string | Tree;
}

function answer(action: string, result: Tree, json: boolean): Reply {
  const tree: Tree = {
    [`${action}Result`]: result,
    ResponseMetadata: { RequestId: randomUUID() },
  };
  if (json) return { status: 200, body: { [`${action}Response`]: tree } };
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n${xml(tree, '  ')}</${action}Response>\n`,
  };
}

function refusal(error: AwsError, json: boolean): Reply {
  const tree: Tree = {
    Error: { Type: 'Sender', Code: error.code, Message: error.message },
    RequestId: randomUUID(),
  };
  if (json) return { status: error.status, body: tree };
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n${xml(tree, '  ')}</ErrorResponse>\n`,
  };
}

function xml(tree: Tree, indent: string): string {
  return Object.entries(tree)
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${indent}<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>\n`
        : `${indent}<${name}>\n${xml(value, `${indent}  `)}${indent}</${name}>\n`,
    )
    .join('');
}
