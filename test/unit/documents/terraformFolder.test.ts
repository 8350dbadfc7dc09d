import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/core/lint/lint';
import { readDefinitions } from '../../../src/documents/read';
import { hclOfJson } from '../../../src/documents/terraformJson';
import { type FolderFile, placeInFile } from '../../../src/documents/terraformNames';

const main = `resource "chainguard_identity" "ci" {
  name = "ci"
  aws_identity {
    aws_account         = local.account
    aws_arn_pattern     = "^arn:aws:sts::123456789012:assumed-role/\${aws_iam_role.ci.name}/(.+)$"
    aws_user_id_pattern = "^AROAQ3EGINSTANEXAMPLE:(.+)$"
  }
}
`;

function messages(folder: readonly FolderFile[]): string[] {
  return readDefinitions(main, 'main.tf', folder).flatMap((definition) =>
    lint(definition).map(({ rule, message }) => `${rule}: ${message}`),
  );
}

describe('a file in Terraform’s JSON syntax', () => {
  const wrong = ['account-mismatch: The ARN is of another account than 999999999999: 123456789012'];

  it.each([
    ['locals', { locals: { account: '999999999999' } }],
    ['a list of locals', { locals: [{ other: 1 }, { account: '999999999999' }] }],
    ['a variable', { locals: { account: '${var.a}' }, variable: { a: { default: '999999999999' } } }],
    ['a function', { locals: { account: '${lower("999999999999")}' } }],
    ['an object', { locals: { accounts: { ci: '999999999999' }, account: '${local.accounts.ci}' } }],
  ])('is followed: %s', (_, json) => {
    const found = messages([{ name: 'more.tf.json', text: JSON.stringify(json) }]);
    expect(found).toEqual(wrong);
  });

  it('has names of resources', () => {
    const text = JSON.stringify({ resource: { aws_iam_role: { ci: { name: 'ci', path: '/a/' } } } });
    expect(hclOfJson(text)).toBe('resource "aws_iam_role" "ci" {\n  name = "ci"\n  path = "/a/"\n}\n');
  });

  it.each([
    '',
    'nonsense',
    '[',
    '5',
    '{"locals": 5, "variable": [], "resource": {"aws_x": null}}',
    '{"locals":{"a b":1}}',
  ])('is nothing where it is none: %s', (text) => {
    expect(hclOfJson(text)).not.toMatch(/=/);
    expect(messages([{ name: 'more.tf.json', text }])).toEqual([]);
  });
});

describe('the place of what is looked up', () => {
  const file = {
    name: 'a.tf',
    text: 'locals {\n  a = 1\n  names = { ci = "x" }\n}\nvariable "v" {}\ndata "aws_iam_role" "r" {\n}\n',
  };
  it.each([
    ['local.a', '1\n'],
    ['local.names.ci', '{ ci'],
    ['var.v', '}\ndata'],
    ['data.aws_iam_role.r.name', '\n}'],
  ])('is where it is defined: %s', (reference, there) => {
    expect(file.text.slice(placeInFile(file, reference))).toMatch(
      new RegExp(`^${there.replace(/[{}]/g, '\\$&')}`),
    );
  });

  it('is not known where nothing is defined, or in JSON', () => {
    expect(placeInFile(file, 'local.b')).toBeUndefined();
    expect(placeInFile({ name: 'a.tf.json', text: '{"locals":{"a":1}}' }, 'local.a')).toBeUndefined();
  });
});
