import * as l10n from '@vscode/l10n';
import { isAccount, parseArn } from '../arn';
import { principalOf } from '../caller';
import type { AwsMatch, ClaimMatch, Rule } from '../identity';
import { type Way, wayOf } from '../match/way';
import { descriptionProblem, newNameProblem } from '../names';
import { compilePattern } from '../pattern/pattern';
import type { Subject } from '../match/subject';
import {
  problemWithExternalId,
  problemWithMfaSerial,
  problemWithRoleArn,
  problemWithSessionName,
} from '../roleRules';
import { visible } from '../text';
import { isIdentityId, isRoleIn, isUidp, rootOf } from '../uidp';

/** A group or a role in a draft, chosen from the live organization or typed. Its fields must not both be empty. */
export interface Named {
  /** A UIDP; empty if only the name was typed. */
  readonly id: string;
  readonly name: string;
}

/** What only some forms ask for, as text as typed. Where it is empty, the form chooses a value or leaves it out. */
export type FormOptions = Readonly<typeof noOptions>;

const noOptions = {
  /** The UIDP of the identity once it exists: recipes then name it instead of asking the environment. */
  identity: '',
  /** The ARN of the IAM role behind the caller, with its path, which callers' ARNs leave out. */
  roleArn: '',
  /** The ARN of the user or role that may assume the role. */
  trustedArn: '',
  externalId: '',
  /** The MFA device's ARN or serial number. */
  mfaSerial: '',
  sessionName: '',
  /** The profile that the configuration defines. */
  profile: '',
  sourceProfile: '',
  region: '',
  lambdaName: '',
  /** The name of a folder to make for the identity, inside the draft's group. */
  newFolder: '',
  namespace: '',
  serviceAccount: '',
  image: '',
  /** The S3 bucket and key of Terraform's state. */
  bucket: '',
  stateKey: '',
};

/** What the builder fills in. Survives JSON, because it is kept over a restart. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly group: Named;
  /** The roles to bind at the group, in the order chosen. */
  readonly roles: readonly Named[];
  readonly match: AwsMatch;
  /** What is asked of a token, in place of `match`; not there where the identity trusts signed requests. */
  readonly claims?: ClaimMatch | undefined;
  /** The way that was chosen; it counts as long as the rules do not tell. */
  readonly way?: Way | undefined;
  /** Whom the match was made for; `undefined` if it was written by hand. */
  readonly subject: Subject | undefined;
  readonly options: FormOptions;
}

/** A draft with nothing filled in. */
export const emptyDraft: Draft = {
  name: '',
  description: '',
  group: { id: '', name: '' },
  roles: [],
  match: { account: '', arn: undefined, userId: undefined },
  subject: undefined,
  options: noOptions,
};

/** A field of the draft that a problem or a form's requirement belongs to. */
export type DraftField =
  | 'name'
  | 'description'
  | 'group'
  | 'roles'
  | 'account'
  | 'arn'
  | 'userId'
  | 'issuer'
  | 'subject'
  | 'audience'
  | 'claims'
  | keyof FormOptions;

/** How a caller proves who it is to the draft's identity. */
export function wayOfDraft({ claims, match, way }: Draft): Way {
  if (claims && !claims.issuer?.value && way !== undefined) return way;
  const relationship = claims ? { kind: 'claims' as const, ...claims } : { kind: 'aws' as const, match };
  return wayOf(relationship) ?? 'signed-request';
}

/** Something that keeps a draft from working (`error`), or that its author should know (`warning`). */
interface Problem {
  readonly field: DraftField;
  /** The name of the claim, where the field is `claims`. */
  readonly claim?: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to do, as a sentence. */
  readonly message: string;
}

/**
 * The problems of a draft, in the order of its fields; an error keeps it from being created. Does not judge whether a
 * match is wise. Rules: `core/names`, chainguard-dev/sdk uidp/ancestry.go, awsIdentity in identity.platform.proto,
 * `core/roleRules`, and the API references of IAM, Lambda and S3.
 */
export function check(draft: Draft): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (field: DraftField, message: string | undefined, severity: Problem['severity'] = 'error') => {
    if (message !== undefined) problems.push({ field, severity, message });
  };
  add('name', newNameProblem(draft.name));
  add('description', descriptionProblem(draft.description));
  add('group', groupProblem(draft.group));
  if (draft.group.id.includes('/') && draft.roles.length > 0)
    add(
      'group',
      l10n.t('An identity in this folder does not see the repositories of the organization above it.'),
      'warning',
    );
  for (const role of draft.roles) add('roles', roleProblem(role, draft.group));
  if (draft.roles.length === 0)
    add('roles', l10n.t('Without a role the identity can be assumed but can do nothing.'), 'warning');
  if (draft.claims) {
    for (const part of ['issuer', 'subject'] as const) add(part, ruleProblem(part, draft.claims[part]));
    if (draft.claims.audience) add('audience', ruleProblem('audience', draft.claims.audience));
    for (const claim of draft.claims.claims) {
      const message = claimProblem(claim, draft.claims);
      if (message !== undefined)
        problems.push({ field: 'claims', claim: claim.name, severity: 'error', message });
    }
  } else {
    add('account', accountProblem(draft.match.account));
    add('arn', ruleProblem('arn', draft.match.arn));
    add('userId', ruleProblem('userId', draft.match.userId));
  }
  for (const [field, problem] of Object.entries(optionRules) as [keyof FormOptions, OptionRule][]) {
    const value = draft.options[field];
    if (value !== '') add(field, controlProblem(value) ?? problem(value));
  }
  return problems;
}

function groupProblem({ id, name }: Named): string | undefined {
  if (id === '' && name.trim() === '') return l10n.t('Choose a folder, or enter its name.');
  if (id !== '' && !isUidp(id)) return l10n.t('This is not the ID of a folder: {0}', visible(id));
  return controlProblem(name);
}

function roleProblem({ id, name }: Named, group: Named): string | undefined {
  if (id === '' && name.trim() === '') return l10n.t('Choose a role, or enter its name.');
  if (id !== '' && !isUidp(id)) return l10n.t('This is not the ID of a role: {0}', visible(id));
  if (id !== '' && isUidp(group.id) && !isRoleIn(id, rootOf(group.id)))
    return l10n.t('This role belongs to another organization than the folder: {0}', visible(name));
  return controlProblem(name);
}

function accountProblem(account: string): string | undefined {
  if (account === '') return l10n.t('Enter the account.');
  return isAccount(account)
    ? undefined
    : l10n.t('An account has twelve digits. This is not one: {0}', visible(account));
}

type RuleField = 'arn' | 'userId' | 'issuer' | 'subject' | 'audience' | 'claims';

const missing: Readonly<Record<RuleField, () => string>> = {
  arn: () => l10n.t('Enter the ARN, or a pattern for it.'),
  userId: () => l10n.t('Enter the user ID, or a pattern for it.'),
  issuer: () => l10n.t('Enter the issuer, or a pattern for it.'),
  subject: () => l10n.t('Enter the subject, or a pattern for it.'),
  audience: () => l10n.t('Enter the audience, or a pattern for it.'),
  claims: () => l10n.t('Enter the value of the claim, or a pattern for it.'),
};

function ruleProblem(field: RuleField, rule: Rule | undefined): string | undefined {
  if (!rule || rule.value === '') return missing[field]();
  const compiled = rule.kind === 'pattern' && compilePattern(rule.value);
  return compiled && !compiled.ok ? compiled.problem : controlProblem(rule.value);
}

function claimProblem(
  { name, rule }: ClaimMatch['claims'][number],
  { claims }: ClaimMatch,
): string | undefined {
  if (name.trim() === '') return l10n.t('Enter the name of the claim.');
  if (['iss', 'sub', 'aud'].includes(name))
    return l10n.t('This claim has a field of its own above: {0}', name);
  const isTwice = claims.filter((each) => each.name === name && each.rule.kind === rule.kind).length > 1;
  if (isTwice) return l10n.t('This claim is asked for twice: {0}', visible(name));
  return ruleProblem('claims', rule) ?? controlProblem(name);
}

function controlProblem(text: string): string | undefined {
  const control = /[\p{Cc}\p{Cs}\u2028\u2029]/u.exec(text)?.[0];
  return control === undefined ? undefined : l10n.t('This cannot stand in a value: {0}', visible(control));
}

type OptionRule = (value: string) => string | undefined;

const optionRules: Readonly<Record<keyof FormOptions, OptionRule>> = {
  identity: (id) =>
    isIdentityId(id) ? undefined : l10n.t('This is not the ID of an identity: {0}', visible(id)),
  roleArn: (arn) => problemWithRoleArn(arn),
  trustedArn: (arn) =>
    ['user', 'role', 'root', 'assumed-role', 'federated-user'].includes(principalOf(arn).kind)
      ? undefined
      : l10n.t('Enter the ARN of a user, a role or an account’s root.'),
  externalId: problemWithExternalId,
  mfaSerial: problemWithMfaSerial,
  sessionName: problemWithSessionName,
  // AWS's SDKs refuse a whole file for one name.
  profile: form(/^(?!__proto__$)[\w@+.%:/-]+$/, () =>
    l10n.t('A profile’s name has letters, digits and the characters _ @ + . % : / -'),
  ),
  sourceProfile: form(/^[^\s[\]#;'"\\]+$/, () =>
    l10n.t('A profile’s name has no spaces, quotes or brackets.'),
  ),
  region: form(/^[a-z]{2,}(?:-[a-z0-9]+)+$/, () => l10n.t('Enter a region such as us-east-1.')),
  lambdaName: form(/^[\w-]{1,64}$/, () =>
    l10n.t('A function’s name has at most 64 letters, digits, hyphens and underscores.'),
  ),
  newFolder: newNameProblem,
  namespace: form(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, () =>
    l10n.t('A namespace has at most 63 lower-case letters, digits and hyphens.'),
  ),
  serviceAccount: form(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, () =>
    l10n.t('A service account has lower-case letters, digits, hyphens and dots.'),
  ),
  image: form(/^\S+$/, () => l10n.t('An image’s name has no spaces.')),
  bucket: form(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, () =>
    l10n.t('A bucket’s name has 3 to 63 lower-case letters, digits, hyphens and dots.'),
  ),
  stateKey: form(/^.{1,1024}$/, () => l10n.t('A key has 1 to 1024 characters.')),
};

function form(accepted: RegExp, sentence: () => string): OptionRule {
  return (value) => (accepted.test(value) ? undefined : sentence());
}

/**
 * The ARN of the IAM role whose sessions the draft is for: from the options, from the subject, or made from a session's
 * ARN on the assumption that the role has no path. `undefined` for other principals.
 */
export function roleArnOf({ subject, options }: Draft): string | undefined {
  if (options.roleArn !== '') return options.roleArn;
  const arn = subject && parseArn(subject.arn);
  if (!arn) return undefined;
  const principal = principalOf(arn);
  if (principal.kind === 'role') return subject.arn;
  return principal.kind === 'assumed-role'
    ? `arn:${arn.partition}:iam::${arn.account}:role/${principal.role}`
    : undefined;
}
