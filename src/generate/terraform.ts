import * as l10n from '@vscode/l10n';
import { principalOf } from '../core/caller';
import { type Draft, roleArnOf } from '../core/draft';
import type { Rule } from '../core/identity';
import { factsOf, roleNameOf } from './facts';
import type { Form } from './form';
import { type Attribute, hclAttributes, hclLabel, hclString, hclText } from './quote/hcl';

/** The identity alone, for a role or user that exists. */
export const terraformIdentity: Form = {
  id: 'terraform',
  title: () => l10n.t('Terraform'),
  language: 'terraform',
  fileName: 'identity.tf',
  needs: ['group', 'roles'],
  generate: (draft) =>
    joined([
      requiredProviders(['chainguard']),
      identityBlocks(draft, literalMatch(draft)),
      bindings(draft),
      identityOutput(draft),
    ]),
};

/** The identity together with the AWS role that may assume it. */
export const terraformRole: Form = {
  id: 'terraform-role',
  title: () => l10n.t('Terraform with the AWS role'),
  language: 'terraform',
  fileName: 'role-and-identity.tf',
  needs: ['group', 'roles', 'roleArn', 'trustedArn', 'externalId', 'mfaSerial'],
  note: (draft) =>
    factsOf(draft)?.kind === 'role'
      ? undefined
      : l10n.t('This makes a role of its own; the match of the draft is not used.'),
  generate(draft) {
    const trusted = draft.options.trustedArn;
    const principal = trusted === '' ? ['Service', 'ec2.amazonaws.com'] : ['AWS', trusted];
    const [type = '', who = ''] = principal;
    const session = factsOf(draft)?.session;
    return joined([
      requiredProviders(['aws', 'chainguard']),
      callerData,
      trustDocument('trust', type, who, draft.options),
      `resource "aws_iam_role" "role" {
${hclAttributes([
  ['name', hclString(roleNameOf(draft))],
  ...rolePath(draft),
  ['assume_role_policy', 'data.aws_iam_policy_document.trust.json'],
])}}
`,
      identityBlocks(draft, roleMatch('role', session === undefined ? undefined : hclText(session))),
      bindings(draft),
      identityOutput(draft),
    ]);
  },
};

/** The role's path, which only its own ARN says. */
function rolePath(draft: Draft): readonly Attribute[] {
  const role = principalOf(roleArnOf(draft) ?? '');
  return role.kind === 'role' && role.path !== '/' ? [['path', hclString(role.path)]] : [];
}

/** Blocks with one empty line between them. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

/** The lines of a match inside `aws_identity`. */
function literalMatch({ match }: Draft): readonly Attribute[] {
  const rule = (name: string, of: Rule | undefined): readonly Attribute[] =>
    of ? [[of.kind === 'exact' ? name : `${name}_pattern`, hclString(of.value)]] : [];
  return [
    ['aws_account', hclString(match.account)],
    ...rule('aws_arn', match.arn),
    ...rule('aws_user_id', match.userId),
  ];
}

/**
 * The match for a role that the same configuration makes, so that its unique id is known to Terraform alone.
 *
 * @param session the session's name as the inside of an HCL string; any session where it is left out
 */
export function roleMatch(label: string, session?: string): readonly Attribute[] {
  const account: Attribute = ['aws_account', 'data.aws_caller_identity.current.account_id'];
  const role = `aws_iam_role.${label}`;
  const arn = (name: string, last: string) =>
    `arn:\${data.aws_partition.current.partition}:sts::\${data.aws_caller_identity.current.account_id}:assumed-role/${name}/${last}`;
  if (session !== undefined)
    return [
      account,
      ['aws_arn', `"${arn(`\${${role}.name}`, session)}"`],
      ['aws_user_id', `"\${${role}.unique_id}:${session}"`],
    ];
  // A role's name may hold dots and plus signs, which a pattern has to escape.
  const name = `\${replace(replace(${role}.name, ".", "\\\\."), "+", "\\\\+")}`;
  return [
    account,
    ['aws_arn_pattern', `"^${arn(name, '(.+)$')}"`],
    ['aws_user_id_pattern', `"^\${${role}.unique_id}:(.+)$"`],
  ];
}

/** `terraform { required_providers { … } }`. */
export function requiredProviders(names: readonly ('archive' | 'aws' | 'chainguard')[]): string {
  const sources = {
    archive: 'hashicorp/archive',
    aws: 'hashicorp/aws',
    chainguard: 'chainguard-dev/chainguard',
  };
  const blocks = names.map((name) => `    ${name} = {\n      source = "${sources[name]}"\n    }\n`);
  return `terraform {\n  required_providers {\n${blocks.join('')}  }\n}\n`;
}

/** Who the AWS provider is, for the account and the partition. */
export const callerData = `data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
`;

/** A trust policy as a data source. */
export function trustDocument(
  label: string,
  type: string,
  who: string,
  { externalId, mfaSerial }: { readonly externalId: string; readonly mfaSerial: string },
): string {
  const conditions: (readonly [test: string, variable: string, value: string])[] = [];
  if (type === 'AWS' && externalId !== '') conditions.push(['StringEquals', 'sts:ExternalId', externalId]);
  if (type === 'AWS' && mfaSerial !== '') conditions.push(['Bool', 'aws:MultiFactorAuthPresent', 'true']);
  const blocks = conditions.map(
    ([test, variable, value]) => `
    condition {
${hclAttributes(
  [
    ['test', hclString(test)],
    ['variable', hclString(variable)],
    ['values', `[${hclString(value)}]`],
  ],
  '      ',
)}    }
`,
  );
  return `data "aws_iam_policy_document" ${hclString(label)} {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = ${hclString(type)}
      identifiers = [${hclString(who)}]
    }
${blocks.join('')}  }
}
`;
}

/** The group, and the identity in it. */
export function identityBlocks(draft: Draft, match: readonly Attribute[]): string {
  const { group, name, description } = draft;
  const label = identityLabel(draft);
  const where: Attribute = group.id !== '' ? ['id', hclString(group.id)] : ['name', hclString(group.name)];
  const attributes: Attribute[] = [
    ['parent_id', 'data.chainguard_group.group.id'],
    ['name', hclString(name)],
  ];
  if (description !== '') attributes.push(['description', hclString(description)]);
  return `data "chainguard_group" "group" {
${hclAttributes([where])}}

resource "chainguard_identity" "${label}" {
${hclAttributes(attributes)}
  aws_identity {
${hclAttributes(match, '    ')}  }
}
`;
}

/** The identity's id as an output; where outputs are looked for, at the end. */
export function identityOutput(draft: Draft): string {
  const label = identityLabel(draft);
  return `output "${label}_id" {
  description = "The ID with which the identity is assumed."
  value       = chainguard_identity.${label}.id
}
`;
}

/** The roles, looked up by name (`chainguard_role`; there is no `chainguard_roles`), and their bindings. */
export function bindings(draft: Draft): string {
  const identity = identityLabel(draft);
  const labels = new Set<string>();
  return draft.roles
    .map(({ id, name }) => {
      const wanted = hclLabel(name, 'role');
      let label = wanted;
      for (let next = 2; labels.has(label); next++) label = `${wanted}_${next}`;
      labels.add(label);
      const lookup = `data "chainguard_role" "${label}" {\n  name = ${hclString(name)}\n}\n\n`;
      return `${name === '' ? '' : lookup}resource "chainguard_rolebinding" "${label}" {
${hclAttributes([
  ['identity', `chainguard_identity.${identity}.id`],
  ['group', 'data.chainguard_group.group.id'],
  ['role', name === '' ? hclString(id) : `data.chainguard_role.${label}.items[0].id`],
])}}
`;
    })
    .join('\n');
}

/** What the identity is called inside the configuration. */
export function identityLabel({ name }: Draft): string {
  return hclLabel(name, 'identity');
}
