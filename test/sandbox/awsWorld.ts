import { accounts, awsIssuers, hex, roleIds } from './world';

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

/** Who a set of keys belongs to, as GetCallerIdentity names them. */
export interface Principal {
  account: string;
  arn: string;
  userId: string;
  partition: Partition;
  /** Of a session: its role's ARN in IAM, with the role's path. */
  role?: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** With temporary keys only. */
  sessionToken?: string;
  expires?: Date;
  principal: Principal;
}

export interface AwsRole {
  /** arn:aws:iam::…:role/…, with the role's path. */
  arn: string;
  roleName: string;
  roleId: string;
  account: string;
  partition: Partition;
  /** ARNs that may assume it: a user, a role's session, or arn:…:iam::account:root for the whole account. */
  trusts: string[];
  externalId?: string;
  mfaSerial?: string;
  /** Who may assume it with a web identity token: issuer, subject and audience. */
  web?: { iss: string; sub: string; aud: string };
  maxSeconds: number;
}

/** The code that every sandbox MFA device shows. */
export const mfaCode = '123456';
export const mfaSerial = `arn:aws:iam::${accounts.aws}:mfa/kim`;
/** The service account that may assume the role eks-pull, as its cluster's tokens name it. */
export const serviceAccount = {
  iss: 'https://oidc.eks.us-east-1.amazonaws.com/id/4C1F0E7EXAMPLE',
  sub: 'system:serviceaccount:shop:puller',
  aud: 'sts.amazonaws.com',
};
/** What IAM Identity Center made of the permission set Developer. */
const permissionSetRole = 'AWSReservedSSO_Developer_0123456789abcdef';
export const externalId = 'acme-7f3a91';
export const instanceRoleName = 'AmazonSSMRoleForInstancesQuickSetup';
export const instanceId = 'i-0f1e2d3c4b5a69788';

/** What an account's outbound federation is: its issuer, which stays the same, and whether it gives tokens. */
export interface Federation {
  issuer: string;
  enabled: boolean;
}

/** What a principal's policy allows it of `sts:GetWebIdentityToken`, as the two conditions have it. */
export interface TokenPolicy {
  /** `ForAnyValue:StringEquals` of `sts:IdentityTokenAudience`. */
  audiences: () => readonly string[];
  /** `NumericLessThanEquals` of `sts:DurationSeconds`. */
  maxSeconds: number;
  /** Whether `sts:TagGetWebIdentityToken` is allowed too. */
  tags?: boolean;
  /** What denies it all the same, such as `a service control policy`. */
  deniedBy?: string;
}

/** The AWS side of the world: keys by access key id, roles by ARN. */
export interface AwsWorld {
  credentials: Map<string, Credentials>;
  roles: Map<string, AwsRole>;
  /** Outbound federation by account. */
  federation: Map<string, Federation>;
  /** By the ARN of a user, or of a session's role with its path. */
  tokenPolicies: Map<string, TokenPolicy>;
  /** The sets that the sample profiles hold, and the instance's and the container's. */
  samples: Record<SampleName, Credentials>;
}

export type SampleName =
  'kim' | 'nightly' | 'govUser' | 'chinaUser' | 'ciRunner' | 'instance' | 'container' | 'expired' | 'govRole';

/** Makes well-formed keys for a principal. The same name gives the same keys; `expires` makes them temporary. */
export function makeCredentials(name: string, principal: Principal, expires?: Date): Credentials {
  const id = BigInt(`0x${hex(`key ${name}`, 20)}`)
    .toString(32)
    .toUpperCase()
    .replace(/[0189]/g, 'Z')
    .slice(0, 9);
  const secretAccessKey = Buffer.from(hex(`secret ${name}`, 60), 'hex')
    .toString('base64')
    .slice(0, 40);
  if (!expires) return { accessKeyId: `AKIA${id.padEnd(9, 'X')}EXAMPLE`, secretAccessKey, principal };
  const sessionToken = `IQoJb3JpZ2luX2Vj${Buffer.from(hex(`session ${name}`, 64).repeat(6)).toString('base64')}`;
  const accessKeyId = `ASIA${id.padEnd(9, 'X')}EXAMPLE`;
  return { accessKeyId, secretAccessKey, sessionToken, expires, principal };
}

/** The principal that a session of a role is: the ARN has the role's name without its path. */
export function sessionOf(role: AwsRole, session: string): Principal {
  const { account, partition, roleName, roleId, arn: roleArn } = role;
  const arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${session}`;
  return { account, partition, arn, userId: `${roleId}:${session}`, role: roleArn };
}

/**
 * The sample accounts, one per partition; temporary keys last six hours from `at`.
 *
 * @param audiences the names of Chainguard's issuer, for which some may get web identity tokens
 */
export function makeAws(at: Date, audiences: () => readonly string[]): AwsWorld {
  const user = (partition: Partition, account: string, path: string, userId: string): Principal => ({
    account,
    partition,
    userId,
    arn: `arn:${partition}:iam::${account}:user/${path}`,
  });
  const roles = new Map<string, AwsRole>();
  const role = (path: string, roleId: string, more: Partial<AwsRole> = {}): AwsRole => {
    const { partition = 'aws', account = accounts.aws } = more;
    const roleName = path.slice(path.lastIndexOf('/') + 1);
    const arn = `arn:${partition}:iam::${account}:role/${path}`;
    const trusts = [`arn:${partition}:iam::${account}:root`];
    const made = { arn, roleName, roleId, account, partition, trusts, maxSeconds: 3600, ...more };
    roles.set(arn, made);
    return made;
  };
  const kim = user('aws', accounts.aws, 'kim', 'AIDAQ3EGKIMKIMEXAMPLE');
  const ciRunner = role('ci-runner', roleIds.ciRunner, { maxSeconds: 43200 });
  const deploy = role('teams/shop/deploy', 'AROAQ3EGDEPLOYEXAMPLE', { trusts: [kim.arn], externalId });
  role('admin', 'AROAQ3EGADMINSEXAMPLE', { trusts: [kim.arn], mfaSerial });
  role('audit', 'AROAQ3EGAUDITSEXAMPLE', { trusts: [`arn:aws:iam::${accounts.aws}:user/auditor`] });
  const instance = role(instanceRoleName, roleIds.instance, { trusts: ['ec2.amazonaws.com'] });
  const container = role('ecs-pull', roleIds.container, { trusts: ['ecs-tasks.amazonaws.com'] });
  role('eks-pull', 'AROAQ3EGEKSPULEXAMPLE', { trusts: [], web: serviceAccount });
  role(`aws-reserved/sso.amazonaws.com/${permissionSetRole}`, 'AROAQ3EGDEVELOPEXAMPLE', {
    trusts: [`arn:aws:iam::${accounts.aws}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`],
    maxSeconds: 43200,
  });
  const gov = { partition: 'aws-us-gov', account: accounts.gov } as const;
  const govRole = role('ci-runner', 'AROAGOVCIRUNNEEXAMPLE', gov);
  role('ci-runner', 'AROACHNCIRUNNEEXAMPLE', { partition: 'aws-cn', account: accounts.china });

  const soon = new Date(at.getTime() + 6 * 3600_000);
  const past = new Date(at.getTime() - 3600_000);
  const samples = {
    kim: makeCredentials('kim', kim),
    nightly: makeCredentials(
      'nightly',
      user('aws', accounts.aws, 'service/nightly', 'AIDAQ3EGNIGHTLEXAMPLE'),
    ),
    govUser: makeCredentials('gov', user(gov.partition, gov.account, 'lee', 'AIDAGOVLEELEEEEXAMPLE')),
    chinaUser: makeCredentials('china', user('aws-cn', accounts.china, 'wei', 'AIDACHNWEIWEIEEXAMPLE')),
    ciRunner: makeCredentials('ci-runner', sessionOf(ciRunner, 'build-4711'), soon),
    instance: makeCredentials('instance', sessionOf(instance, instanceId), soon),
    container: makeCredentials('container', sessionOf(container, hex('task', 32)), soon),
    expired: makeCredentials('expired', sessionOf(ciRunner, 'build-1'), past),
    govRole: makeCredentials('gov-role', sessionOf(govRole, 'build-9'), soon),
  };
  const credentials = new Map(Object.values(samples).map((set) => [set.accessKeyId, set]));
  const federation = new Map(
    Object.entries(awsIssuers).map(([account, issuer]) => [
      account,
      { issuer, enabled: account === accounts.aws },
    ]),
  );
  const tokenPolicies = new Map<string, TokenPolicy>(
    [kim.arn, ciRunner.arn, deploy.arn, instance.arn].map((arn) => [arn, { audiences, maxSeconds: 300 }]),
  );
  return { credentials, roles, federation, tokenPolicies, samples };
}
