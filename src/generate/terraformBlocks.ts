import type { Draft } from '../core/draft/draft';
import { identified } from './facts';
import { type Attribute, hclAttributes, hclLabel, hclString } from './quote/hcl';

/** Blocks with one empty line between them. */
export function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

/**
 * The match for a role that the same configuration makes, whose unique ID only Terraform knows.
 *
 * @param session the session's name as the inside of an HCL string; without it, any session matches
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
export function requiredProviders(names: readonly ('archive' | 'aws' | 'chainguard' | 'ko')[]): string {
  const sources = {
    archive: 'hashicorp/archive',
    aws: 'hashicorp/aws',
    chainguard: 'chainguard-dev/chainguard',
    ko: 'ko-build/ko',
  };
  const blocks = names.map((name) => `    ${name} = {\n      source = "${sources[name]}"\n    }\n`);
  return `terraform {\n  required_providers {\n${blocks.join('')}  }\n}\n`;
}

/** Data sources for the account and the partition. */
export const callerData = `data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
`;

/** Who may assume a role, and under which conditions. */
export interface Trust {
  readonly type: 'AWS' | 'Service';
  /** As HCL source. */
  readonly who: string;
  readonly conditions: readonly (readonly [test: string, variable: string, value: string])[];
  /** A comment. */
  readonly about?: string;
}

/** Trust in an AWS service, which uses neither external IDs nor MFA. */
export function trustService(name: string): Trust {
  return { type: 'Service', who: hclString(name), conditions: [] };
}

/** A trust policy as a data source. */
export function trustDocument(label: string, { type, who, conditions, about }: Trust): string {
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

${about === undefined ? '' : `    # ${about}\n`}    principals {
      type        = ${hclString(type)}
      identifiers = [${who}]
    }
${blocks.join('')}  }
}
`;
}

/** {@link identityTrusting} for AWS callers. */
export function identityBlocks(draft: Draft, match: readonly Attribute[]): string {
  return identityTrusting(draft, `  aws_identity {\n${hclAttributes(match, '    ')}  }\n`);
}

/**
 * The group, as a variable if the draft has none, the folder to make in it, if any, and the identity.
 *
 * @param trust the block that says what it trusts
 */
export function identityTrusting(draft: Draft, trust: string): string {
  const { name, description } = draft;
  const group = identified(draft.group);
  const label = identityLabel(draft);
  const isOpen = group.id === '' && group.name.trim() === '';
  const where: Attribute =
    group.id !== '' ? ['id', hclString(group.id)] : ['name', isOpen ? 'var.group' : hclString(group.name)];
  const variable = `variable "group" {
  description = "The name of the Chainguard organization that the identity belongs to."
  type        = string
}

`;
  const attributes: Attribute[] = [
    ['parent_id', placeOf(draft)],
    ['name', hclString(name)],
  ];
  if (description !== '') attributes.push(['description', hclString(description)]);
  return `${isOpen ? variable : ''}data "chainguard_group" "group" {
${hclAttributes([where])}}
${newFolder(draft)}
resource "chainguard_identity" "${label}" {
${hclAttributes(attributes)}
${trust}}
`;
}

/** The folder that the draft asks for (the provider's documentation, "chainguard_group"). */
function newFolder({ options }: Draft): string {
  if (options.newFolder === '') return '';
  return `
resource "chainguard_group" "folder" {
${hclAttributes([
  ['parent_id', 'data.chainguard_group.group.id'],
  ['name', hclString(options.newFolder)],
])}}
`;
}

/** Where the identity is made and its roles are bound. */
function placeOf({ options }: Draft): string {
  return options.newFolder === '' ? 'data.chainguard_group.group.id' : 'chainguard_group.folder.id';
}

/** The identity's ID as an output. */
export function identityOutput(draft: Draft): string {
  const label = identityLabel(draft);
  return `output "${label}_id" {
  description = "The ID with which the identity is assumed."
  value       = chainguard_identity.${label}.id
}
`;
}

/** Built-in roles (Chainguard's capabilities reference), whose parent is `/`. */
const builtIn =
  /^(?:owner|editor|viewer|limited_owner|console_viewer|registry\.(?:pull|push|pull_token_creator)|apk\.pull|libraries\.(?:java|javascript|python)\.(?:pull|pull_token_creator)|guardener\.(?:user|admin))$/;

/**
 * The roles and their bindings. A role is looked up by id (`chainguard_role`; there is no
 * `chainguard_roles`), or by name if the draft has no id. Two roles may share a name, unless it is that of a
 * built-in role.
 */
export function bindings(draft: Draft): string {
  const identity = identityLabel(draft);
  const labels = new Set<string>();
  return draft.roles
    .map((role) => {
      const { id, name } = identified(role);
      const wanted = hclLabel(name, 'role');
      let label = wanted;
      for (let next = 2; labels.has(label); next++) label = `${wanted}_${next}`;
      labels.add(label);
      const byName: readonly Attribute[] = [
        ['name', hclString(name)],
        ...(builtIn.test(name) ? [['parent', '"/"'] as const] : []),
      ];
      return `data "chainguard_role" "${label}" {
${hclAttributes(id === '' ? byName : [['id', hclString(id)]])}}

resource "chainguard_rolebinding" "${label}" {
${hclAttributes([
  ['identity', `chainguard_identity.${identity}.id`],
  ['group', placeOf(draft)],
  ['role', `data.chainguard_role.${label}.items[0].id`],
])}}
`;
    })
    .join('\n');
}

/** The identity's name inside the configuration. */
export function identityLabel({ name }: Draft): string {
  return hclLabel(name, 'identity');
}
