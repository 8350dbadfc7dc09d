import * as l10n from '@vscode/l10n';
import type { RuleId } from '../../core/lint/rules';

/** What a rule's page says besides the rule itself. */
interface RuleFacts {
  /** What has to be known so that the rule finds something. */
  readonly needs: () => string;
  /** What to do about it. */
  readonly fix: () => string;
  /** What the rule rests on. */
  readonly source: Source;
}

interface Source {
  readonly title: string;
  readonly address: string;
}

const sdk = 'https://github.com/chainguard-dev/sdk/blob/main/';
const provider = 'https://github.com/chainguard-dev/terraform-provider-chainguard/blob/main/';
const sources = {
  identity: {
    title: 'proto/platform/iam/v1/identity.platform.proto',
    address: `${sdk}proto/platform/iam/v1/identity.platform.proto`,
  },
  names: { title: 'validation/name.go', address: `${sdk}validation/name.go` },
  accounts: { title: 'validation (Chainguard’s Go SDK)', address: `${sdk}validation` },
  uidp: { title: 'uidp/ancestry.go', address: `${sdk}uidp/ancestry.go` },
  terraform: {
    title: 'internal/provider/resource_identity.go',
    address: `${provider}internal/provider/resource_identity.go`,
  },
  patterns: { title: 'internal/validators/string.go', address: `${provider}internal/validators/string.go` },
  roles: {
    title: 'internal/provider/data_source_role.go',
    address: `${provider}internal/provider/data_source_role.go`,
  },
  bindings: {
    title: 'internal/provider/resource_role_binding.go',
    address: `${provider}internal/provider/resource_role_binding.go`,
  },
  matching: { title: 'Go, regexp: MatchString', address: 'https://pkg.go.dev/regexp#MatchString' },
  syntax: { title: 'RE2, syntax', address: 'https://github.com/google/re2/wiki/Syntax' },
  fields: { title: 'Protocol Buffers, ProtoJSON', address: 'https://protobuf.dev/programming-guides/json/' },
  caller: {
    title: 'AWS, GetCallerIdentity',
    address: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  },
  identifiers: {
    title: 'AWS, IAM identifiers',
    address: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  },
  sessions: {
    title: 'AWS, AssumeRole',
    address: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  partitions: {
    title: 'AWS, partitions of ARNs',
    address: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  },
  hcl: { title: 'HCL, heredocs', address: 'https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md' },
  helm: { title: 'Go, text/template', address: 'https://pkg.go.dev/text/template' },
  credentials: {
    title: 'aws-actions/configure-aws-credentials',
    address: 'https://github.com/aws-actions/configure-aws-credentials',
  },
  outbound: {
    title: 'AWS, GetWebIdentityToken',
    address: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html',
  },
  openid: {
    title: 'OpenID Connect Core, ID Token',
    address: 'https://openid.net/specs/openid-connect-core-1_0.html#IDToken',
  },
  github: {
    title: 'GitHub, OpenID Connect reference',
    address: 'https://docs.github.com/en/actions/reference/security/oidc',
  },
  docs: { title: 'Chainguard, assumable identities', address: 'https://www.chainguard.dev/docs' },
} as const satisfies Readonly<Record<string, Source>>;

const ofPattern = () =>
  l10n.t('The pattern. Parts that are filled in later are taken to be anything that can stand there.');
const ofValue = () => l10n.t('The value of the field.');
const ofNames = () => l10n.t('The names of the fields, and nothing of their values.');
const ofBoth = () =>
  l10n.t(
    'Both values, or as much of them as decides: a part that both take from the same place is the same.',
  );
const ofArn = () => l10n.t('The form of the ARN, or of the user ID, up to the part that decides.');
const ofToken = () => l10n.t('The rule for the subject, and the platform that the issuer belongs to.');

/** What each rule needs, its remedy and its source. */
export const ruleFacts: Readonly<Record<RuleId, RuleFacts>> = {
  unanchored: {
    needs: ofPattern,
    fix: () =>
      l10n.t('Write ^ before the pattern and $ behind it. Alternatives have to be grouped first: ^(?:a|b)$.'),
    source: sources.matching,
  },
  'alternation-anchor': {
    needs: ofPattern,
    fix: () => l10n.t('Group the alternatives: ^(?:a|b)$.'),
    source: sources.syntax,
  },
  unescaped: {
    needs: ofPattern,
    fix: () => l10n.t('Write a backslash before the character; two in JSON and in Terraform.'),
    source: sources.syntax,
  },
  'literal-as-pattern': {
    needs: ofPattern,
    fix: () => l10n.t('Move the value to the exact field, or anchor and escape it.'),
    source: sources.identity,
  },
  'pattern-as-literal': {
    needs: ofValue,
    fix: () => l10n.t('Move the value to the pattern’s field, as a pattern: .+ in place of a *.'),
    source: sources.identity,
  },
  'too-broad': {
    needs: () => l10n.t('The pattern, and for a user ID the rule for the ARN beside it.'),
    fix: () =>
      l10n.t('Name the account, the role and its unique ID. A known caller is offered as the value.'),
    source: sources.identifiers,
  },
  'any-session': {
    needs: ofArn,
    fix: () => l10n.t('Name the session, or switch the rule off where everybody with the role is meant.'),
    source: sources.identifiers,
  },
  'role-arn': {
    needs: ofArn,
    fix: () =>
      l10n.t(
        'Write what a session of the role presents: the ARN of the assumed role, with a pattern for the session.',
      ),
    source: sources.caller,
  },
  'role-path': {
    needs: ofArn,
    fix: () => l10n.t('Leave the path out: the name of the role follows assumed-role/ directly.'),
    source: sources.identifiers,
  },
  'account-mismatch': {
    needs: ofBoth,
    fix: () => l10n.t('Take one of the two accounts in both places.'),
    source: sources.caller,
  },
  'partition-mismatch': {
    needs: () =>
      l10n.t('The partition in the ARN, and a caller of the account, or a name that is no partition.'),
    fix: () => l10n.t('Write aws, aws-cn or aws-us-gov, as in the caller’s own ARN.'),
    source: sources.partitions,
  },
  'account-format': {
    needs: ofValue,
    fix: () => l10n.t('Write twelve digits between quotes, with the zeros that they begin with.'),
    source: sources.accounts,
  },
  'not-re2': {
    needs: ofPattern,
    fix: () => l10n.t('Say it without lookaround, backreferences, \\Z and repetitions over 1000.'),
    source: sources.patterns,
  },
  'exact-session': {
    needs: ofArn,
    fix: () => l10n.t('Use a pattern for the session, and pin the role by its name and unique ID.'),
    source: sources.sessions,
  },
  'ends-in-line-break': {
    needs: () => l10n.t('The notation of the value: a heredoc, | or >.'),
    fix: () => l10n.t('Write the value between quotes, or with |- in YAML.'),
    source: sources.hcl,
  },
  never: {
    needs: () => l10n.t('The rules for the account, the ARN and the user ID, all of them.'),
    fix: () =>
      l10n.t('Take all three from one caller. The name of the session is the same in ARN and user ID.'),
    source: sources.identifiers,
  },
  'unknown-field': {
    needs: ofNames,
    fix: () => l10n.t('Rename the field to the name that is offered.'),
    source: sources.fields,
  },
  'both-set': {
    needs: ofNames,
    fix: () => l10n.t('Remove the one that is not meant.'),
    source: sources.identity,
  },
  'none-set': {
    needs: ofNames,
    fix: () => l10n.t('Add the field, exact or as a pattern.'),
    source: sources.terraform,
  },
  'duplicate-field': {
    needs: ofNames,
    fix: () => l10n.t('Remove one of the two.'),
    source: sources.fields,
  },
  'name-format': {
    needs: () => l10n.t('The name, or a part of it that has a character which does not belong there.'),
    fix: () => l10n.t('Write it in lower-case letters, digits, spaces, dots, hyphens and underscores.'),
    source: sources.names,
  },
  'uidp-format': {
    needs: ofValue,
    fix: () => l10n.t('Copy the ID from the Identities view, or refer to the resource.'),
    source: sources.uidp,
  },
  placeholder: {
    needs: ofValue,
    fix: () =>
      l10n.t(
        'Write what the placeholder stands for. The account and the ARN are those of: {0}',
        'aws sts get-caller-identity',
      ),
    source: sources.caller,
  },
  'data-source': {
    needs: () => l10n.t('The type of the data source.'),
    fix: () => l10n.t('Rename it, and what refers to it.'),
    source: sources.roles,
  },
  'no-binding': {
    needs: () => l10n.t('A live identity whose role bindings have been listed. Nothing is found in files.'),
    fix: () => l10n.t('Bind a role to it: {0}', 'chainctl iam role-bindings create'),
    source: sources.bindings,
  },
  'not-checked': {
    needs: () =>
      l10n.t('A line of a template in a file that defines an identity. It is told once for each file.'),
    fix: () => l10n.t('Nothing. Check the file as it is when it is filled in.'),
    source: sources.helm,
  },
  'workflow-role': {
    needs: () =>
      l10n.t(
        'The identity’s rules: as Chainguard was seen to have them in this window, or as a definition with its id in the workspace says.',
      ),
    fix: () =>
      l10n.t(
        'Take the role that the identity is for, or change the identity’s rules to fit the sessions of this role.',
      ),
    source: sources.credentials,
  },
  'issuer-any-account': {
    needs: ofPattern,
    fix: () =>
      l10n.t('Name the issuer of your account: {0}', 'aws iam get-outbound-web-identity-federation-info'),
    source: sources.outbound,
  },
  'issuer-format': {
    needs: ofValue,
    fix: () => l10n.t('Copy the issuer from a token, or from the platform’s OpenID configuration.'),
    source: sources.openid,
  },
  'subject-any': {
    needs: ofToken,
    fix: () => l10n.t('Name the repository, the project or the role.'),
    source: sources.openid,
  },
  'crosses-separator': {
    needs: ofToken,
    fix: () => l10n.t('Write the separator behind the name, before the wildcard.'),
    source: sources.docs,
  },
  'pull-request': {
    needs: ofToken,
    fix: () => l10n.t('Name a branch, a tag or an environment.'),
    source: sources.github,
  },
  'mutable-subject': {
    needs: ofToken,
    fix: () => l10n.t('Write owner and repository with their ids, as in a token of the repository.'),
    source: sources.github,
  },
  'audience-of-another': {
    needs: () => l10n.t('The exact audience, and the platform that the issuer belongs to.'),
    fix: () => l10n.t('Leave the audience out, or write the one for which the workflow asks its token.'),
    source: sources.docs,
  },
  'keys-end': {
    needs: () => l10n.t('When the keys end, and the present time. Nothing is found in files.'),
    fix: () => l10n.t('Register new keys before that.'),
    source: sources.identity,
  },
};
