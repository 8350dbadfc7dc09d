import { randomUUID } from 'node:crypto';
import type { AwsWorld, Credentials, Principal } from './awsWorld';
import type { OidcIssuers } from './oidc';
import type { Asked } from './serve';
import { AwsError } from './sigv4';

/** What `GetWebIdentityToken` answers. */
interface Given {
  WebIdentityToken: string;
  Expiration: string;
  [name: string]: string;
}

/**
 * `GetWebIdentityToken` of AWS STS for the caller who signed: its parameters, then whether the account has outbound
 * federation turned on, then what the caller's policies allow, then whether the token would outlive the session, as
 * AWS's service model and its pages have them. AWS's order of these checks is not public.
 *
 * @param isGlobal whether the global endpoint was asked, which does not know the action
 */
export async function webIdentity(
  caller: Credentials,
  fields: URLSearchParams,
  asked: Pick<Asked, 'now'>,
  world: { aws: AwsWorld; issuers: OidcIssuers; isGlobal: boolean; region: string },
): Promise<Given> {
  const { aws, issuers } = world;
  if (world.isGlobal)
    throw new AwsError(
      400,
      'InvalidAction',
      'Could not find operation GetWebIdentityToken for version 2011-06-15',
    );
  const { audiences, algorithm, seconds, tags } = wanted(fields);
  const { principal } = caller;
  const federation = aws.federation.get(principal.account);
  if (!federation?.enabled)
    throw new AwsError(
      403,
      'OutboundWebIdentityFederationDisabledException',
      'Outbound web identity federation is not enabled for the account.',
    );
  permit(principal, audiences, seconds, tags, aws);
  const iat = Math.floor(asked.now.getTime() / 1000);
  const exp = iat + seconds;
  if (caller.expires && exp * 1000 > caller.expires.getTime())
    throw new AwsError(
      403,
      'SessionDurationEscalationException',
      'The requested token duration would extend the session beyond its original expiration time.',
    );
  const claims = {
    iss: federation.issuer,
    sub: iamArn(principal),
    aud: audiences.length === 1 ? audiences.join() : audiences,
    iat,
    exp,
    jti: randomUUID(),
    'https://sts.amazonaws.com/': {
      aws_account: principal.account,
      org_id: 'o-a1b2c3d4e5',
      ou_path: 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/',
      principal_id: iamArn(principal),
      source_region: world.region,
      ...(caller.expires && { original_session_exp: caller.expires.toISOString().replace(/\.\d+/, '') }),
      ...(Object.keys(tags).length > 0 && { request_tags: tags }),
    },
  };
  // AWS's own limit is not public.
  if (JSON.stringify(claims).length > 4096)
    throw new AwsError(
      400,
      'JWTPayloadSizeExceededException',
      'The requested token payload exceeds the limit.',
    );
  const token = await issuers.named(federation.issuer).sign(claims, algorithm);
  return { WebIdentityToken: token, Expiration: new Date(exp * 1000).toISOString().replace('.000Z', 'Z') };
}

/** The ARN of the IAM principal: a session's role, with its path. */
function iamArn({ arn, role }: Principal): string {
  return role ?? arn;
}

function wanted(fields: URLSearchParams) {
  const audiences = listed(fields, 'Audience');
  const algorithm = fields.get('SigningAlgorithm');
  const duration = fields.get('DurationSeconds') ?? '300';
  if (audiences.length < 1) throw invalid('[]', 'audience', 'have length greater than or equal to 1');
  if (audiences.length > 10)
    throw invalid(`[${audiences.join(', ')}]`, 'audience', 'have length less than or equal to 10');
  const bad = audiences.find((audience) => audience.length < 1 || audience.length > 1000);
  if (bad !== undefined) throw invalid(`[${bad}]`, 'audience', 'have length less than or equal to 1000');
  if (algorithm === null) throw invalid('null', 'signingAlgorithm', 'not be null');
  if (algorithm !== 'ES384' && algorithm !== 'RS256')
    throw invalid(algorithm, 'signingAlgorithm', 'satisfy enum value set: [ES384, RS256]');
  const seconds = /^\d+$/.test(duration) ? Number(duration) : 0;
  if (seconds < 60) throw invalid(duration, 'durationSeconds', 'have value greater than or equal to 60');
  if (seconds > 3600) throw invalid(duration, 'durationSeconds', 'have value less than or equal to 3600');
  return { audiences, algorithm, seconds, tags: tagsIn(fields) } as const;
}

/** `NAME.member.1`, `NAME.member.2` and so on, as the query protocol has lists. */
function listed(fields: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let value = fields.get(`${name}.member.1`); value !== null;) {
    values.push(value);
    value = fields.get(`${name}.member.${values.length + 1}`);
  }
  return values;
}

function tagsIn(fields: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; fields.has(`Tags.member.${index}.Key`); index++)
    tags[fields.get(`Tags.member.${index}.Key`) ?? ''] = fields.get(`Tags.member.${index}.Value`) ?? '';
  if (Object.keys(tags).length > 50) throw invalid('tags', 'tags', 'have length less than or equal to 50');
  return tags;
}

/** The policy of claims: an audience that every one asked for has to be, and the longest life. */
function permit(
  principal: Principal,
  audiences: readonly string[],
  seconds: number,
  tags: Record<string, string>,
  aws: AwsWorld,
): void {
  const policy = aws.tokenPolicies.get(iamArn(principal));
  const denied = (action: string, because: string) =>
    new AwsError(
      403,
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: * ${because}`,
    );
  const action = 'sts:GetWebIdentityToken';
  if (policy?.deniedBy !== undefined) throw denied(action, `with an explicit deny in ${policy.deniedBy}`);
  if (
    !policy ||
    !audiences.some((audience) => policy.audiences().includes(audience)) ||
    seconds > policy.maxSeconds
  )
    throw denied(action, `because no identity-based policy allows the ${action} action`);
  if (Object.keys(tags).length > 0 && !policy.tags)
    throw denied(
      'sts:TagGetWebIdentityToken',
      'because no identity-based policy allows the sts:TagGetWebIdentityToken action',
    );
}

function invalid(value: string, at: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must ${constraint}`;
  return new AwsError(400, 'ValidationError', message);
}
