import * as l10n from '@vscode/l10n';
import { type Arn, isAccount, parseArn } from './arn';

/** What `sts:GetCallerIdentity` says about whoever signed the request. */
export interface Caller {
  /** Twelve digits. */
  readonly account: string;
  /** For a role: `arn:<partition>:sts::<account>:assumed-role/<role>/<session>`, never the IAM role's ARN. */
  readonly arn: string;
  /** For a role `AROA…:<session>`, for a user `AIDA…`, for root the account. */
  readonly userId: string;
}

/**
 * What an ARN names. The first four kinds can call. `role` and `instance-profile` are IAM's own entries:
 * people mistake them for callers, but `sts:GetCallerIdentity` never returns them.
 */
export type Principal =
  | { readonly kind: 'user'; readonly path: string; readonly name: string }
  | {
      readonly kind: 'assumed-role';
      /** Empty in a correct ARN, since STS leaves out a role's path. Otherwise it ends in `/`. */
      readonly path: string;
      readonly role: string;
      /** Empty only in an ARN that is wrong. */
      readonly session: string;
      /** The IAM Identity Center permission set that the role stands for, if any. */
      readonly permissionSet: string | undefined;
      /** Whether an AWS service made the role for its own use. */
      readonly serviceLinked: boolean;
    }
  | { readonly kind: 'federated-user'; readonly name: string }
  | { readonly kind: 'root' }
  | { readonly kind: 'role'; readonly path: string; readonly name: string }
  | { readonly kind: 'instance-profile'; readonly path: string; readonly name: string }
  | { readonly kind: 'unknown' };

/**
 * Tells what kind of principal a caller or an ARN is. Paths begin and end in `/` as in IAM; a user or role
 * without one has `/`. Never throws: anything but a principal's ARN is `unknown`. Forms: IAM user guide, "IAM
 * identifiers"; STS API reference, GetCallerIdentity and GetFederationToken.
 */
export function principalOf(of: Caller | Arn | string): Principal {
  const arn = typeof of === 'string' ? parseArn(of) : 'resource' in of ? of : parseArn(of.arn);
  if (arn?.region !== '') return { kind: 'unknown' };
  const [type = '', ...rest] = arn.resource.split('/');
  const name = rest.pop() ?? '';
  if (arn.service === 'iam') {
    if (arn.resource === 'root') return { kind: 'root' };
    const path = rest.length > 0 ? `/${rest.join('/')}/` : '/';
    if (name !== '' && (type === 'user' || type === 'role' || type === 'instance-profile'))
      return { kind: type, path, name };
  }
  if (arn.service === 'sts' && name !== '') {
    if (type === 'federated-user' && rest.length === 0) return { kind: 'federated-user', name };
    if (type === 'assumed-role') {
      const role = rest.pop() ?? name;
      return {
        kind: 'assumed-role',
        path: rest.length > 0 ? `${rest.join('/')}/` : '',
        role,
        session: arn.resource.includes('/', type.length + 1) ? name : '',
        permissionSet: /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1],
        serviceLinked: role.startsWith('AWSServiceRoleFor'),
      };
    }
  }
  return { kind: 'unknown' };
}

/**
 * A principal as a short text for a row: `assumed-role/ci-runner/i-05a…`, `user/team/alice`, `root`. Long
 * names are cut.
 */
export function principalText(principal: Principal): string {
  const short = (name: string) => (name.length > 32 ? `${name.slice(0, 31)}…` : name);
  switch (principal.kind) {
    case 'assumed-role': {
      const session = principal.session === '' ? '' : `/${short(principal.session)}`;
      return `assumed-role/${principal.path}${short(principal.permissionSet ?? principal.role)}${session}`;
    }
    case 'user':
    case 'role':
    case 'instance-profile':
      return `${principal.kind}${principal.path}${short(principal.name)}`;
    case 'federated-user':
      return `federated-user/${short(principal.name)}`;
    case 'root':
      return 'root';
    case 'unknown':
      return l10n.t('unknown principal');
  }
}

/** What the form of a role session's name tells. */
export interface SessionTool {
  /** Who seems to have chosen the name, worded to fit into "looks like one that … chose". */
  readonly name: string;
  /** Whether the next session of the same workload will have another name. */
  readonly changes: boolean;
}

/**
 * Who seems to have chosen a session's name; `undefined` when its form does not tell (a Lambda function's name
 * looks like any other name). Forms as the tools write them: EC2 the instance id; botocore
 * `botocore-session-<seconds>`; AWS SDK for JavaScript `aws-sdk-js-<ms>` and `aws-sdk-js-session-<ms>`; for Go
 * `aws-go-sdk-<ns>`, before version 2 the bare nanoseconds; for Java `aws-sdk-java-<ms>`; ECS the task id; EKS
 * Pod Identity `eks-<cluster>-<pod>-<uuid>`; CodeBuild `AWSCodeBuild-<uuid>`; IAM Identity Center the person.
 */
export function sessionTool(session: string, role = ''): SessionTool | undefined {
  if (role.startsWith('AWSReservedSSO_'))
    return { name: l10n.t('IAM Identity Center (a person’s name)'), changes: false };
  const tools: readonly (readonly [form: RegExp, name: string, changes: boolean])[] = [
    [/^i-(?:[0-9a-z]{8}|[0-9a-z]{17})$/, l10n.t('EC2 (an instance’s id)'), true],
    [/^botocore-session-\d+$/, l10n.t('the AWS CLI or boto3'), true],
    [/^aws-sdk-js-(?:session-)?\d+$/, l10n.t('the AWS SDK for JavaScript'), true],
    [/^(?:aws-go-sdk-\d+|\d{19})$/, l10n.t('the AWS SDK for Go'), true],
    [/^aws-sdk-java-\d+$/, l10n.t('the AWS SDK for Java'), true],
    [/^GitHubActions$/, l10n.t('GitHub Actions (configure-aws-credentials)'), false],
    [/^eks-.+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, l10n.t('EKS Pod Identity'), true],
    [/^AWSCodeBuild-[0-9a-f-]{36}$/, l10n.t('CodeBuild'), true],
    [/^[0-9a-f]{32}$/, l10n.t('ECS (a task’s id)'), true],
  ];
  const found = tools.find(([form]) => form.test(session));
  return found && { name: found[1], changes: found[2] };
}

/** A user ID, split at its first colon. */
interface UserId {
  /** The unique id (`AROA…`, `AIDA…`), or the account for root and federated users. */
  readonly id: string;
  /** The role session's or federated user's name; `undefined` when there is no colon. */
  readonly session: string | undefined;
  /** What the id's first four letters stand for (IAM user guide, "Unique identifiers"). */
  readonly of: 'role' | 'user' | 'group' | 'instance-profile' | 'access-key' | 'account' | 'unknown';
}

/** Splits what STS calls `UserId`. Accepts any text, even a pattern. */
export function parseUserId(text: string): UserId {
  const colon = text.indexOf(':');
  const id = colon < 0 ? text : text.slice(0, colon);
  const kinds: Readonly<Record<string, UserId['of']>> = {
    AROA: 'role',
    AIDA: 'user',
    AGPA: 'group',
    AIPA: 'instance-profile',
    AKIA: 'access-key',
    ASIA: 'access-key',
  };
  const of = isAccount(id) ? 'account' : (kinds[id.slice(0, 4)] ?? 'unknown');
  return { id, session: colon < 0 ? undefined : text.slice(colon + 1), of };
}

/** A caller with the components of its ARN and user ID, split once and passed on. */
export interface CallerParts extends Caller {
  /** `undefined` where `arn` is not an ARN. */
  readonly parsedArn: Arn | undefined;
  readonly parsedId: UserId;
  readonly principal: Principal;
  /**
   * Of the ARN: `arn`, its partition, service, region, account and type of resource, and its names between
   * slashes; empty where it is not an ARN. Of the user ID: its unique id and, if it has one, its session.
   */
  readonly components: Readonly<Record<'arn' | 'userId', readonly string[]>>;
  /**
   * What the ARN and the user ID of every session of the same role begin with; `undefined` unless the caller
   * is a role's session.
   */
  readonly beforeSession: Pick<Caller, 'arn' | 'userId'> | undefined;
}

/** Splits a caller into its components. Never throws, whatever its texts are. */
export function partsOf({ account, arn, userId }: Caller): CallerParts {
  const parsedArn = parseArn(arn);
  const parsedId = parseUserId(userId);
  const principal: Principal = parsedArn ? principalOf(parsedArn) : { kind: 'unknown' };
  const { id, session } = parsedId;
  return {
    account,
    arn,
    userId,
    parsedArn,
    parsedId,
    principal,
    components: {
      arn: parsedArn ? [...arn.split(':', 5), ...parsedArn.resource.split('/')] : [],
      userId: session === undefined ? [id] : [id, session],
    },
    beforeSession:
      principal.kind === 'assumed-role'
        ? { arn: arn.slice(0, arn.lastIndexOf('/') + 1), userId: `${id}:` }
        : undefined,
  };
}
