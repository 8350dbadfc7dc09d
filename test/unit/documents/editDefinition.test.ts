import { describe, expect, it } from 'vitest';
import type { IdentityField } from '../../../src/core/field';
import { editsFor } from '../../../src/core/lint/comparison';
import { applyEdits, textOf } from '../../../src/core/lint/definition';
import type { Rule } from '../../../src/core/identity';
import { editDefinition } from '../../../src/documents/editDefinition';
import { readDefinitions } from '../../../src/documents/read';

const arn: Rule = { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/a\\.b/(.+)$' };
const words: Rule = { kind: 'exact', value: 'Says "hi": \\ and # more' };

const json = '{\n  "name": "ci",\n  "awsIdentity": {\n    "awsAccount": "123456789012"\n  }\n}\n';
const yaml = '- name: ci # mine\n  awsIdentity:\n    aws_account: "123456789012"\n';
const terraform = `resource "chainguard_identity" "ci" {
  parent_id = "x"
  name      = "ci"
  aws_identity {
    aws_account = "123456789012" # ours
  }
}
`;

describe('inserting a field', () => {
  it.each<[string, string, string, IdentityField, Rule, string]>([
    ['JSON, as the last', json, 'json', 'arn', arn, '"123456789012",\n    "arnPattern": "^arn'],
    ['JSON, in the middle', json, 'json', 'description', words, '"name": "ci",\n  "description": "Says'],
    ['JSON with CRLF', json.replaceAll('\n', '\r\n'), 'json', 'arn', arn, '",\r\n    "arnPattern": "'],
    [
      'JSON on one line',
      json.replaceAll(/\s+/g, ''),
      'json',
      'arn',
      arn,
      '"123456789012", "arnPattern":"^arn',
    ],
    [
      'JSON in snake case',
      json.replaceAll('awsA', 'aws_a').replaceAll('awsI', 'aws_i'),
      'json',
      'arn',
      arn,
      '"arn_pattern"',
    ],
    [
      'a comment behind',
      json.replace('"ci",', '"ci", // mine'),
      'jsonc',
      'description',
      words,
      '// mine\n  "desc',
    ],
    ['YAML', yaml, 'yaml', 'arn', arn, '"\n    arnPattern: "^arn'],
    ['YAML in a list', yaml, 'yaml', 'description', words, '# mine\n  description: '],
    ['Terraform', terraform, 'terraform', 'arn', arn, '# ours\n    aws_arn_pattern = "^arn'],
    [
      'Terraform, in a block on one line',
      terraform.replace(/\{\n {4}aws_account = ("\d+") # ours\n {2}\}/, '{ aws_account = $1 } # ours'),
      'terraform',
      'arn',
      arn,
      'aws_identity {\n    aws_account = "123456789012"\n    aws_arn_pattern = "^arn',
    ],
    ['Terraform, lined up', terraform, 'terraform', 'description', words, '"ci"\n  description = "Says'],
  ])('inserts a field that is missing: %s', (_, text, language, part, rule, expected) => {
    const [definition] = readDefinitions(text, language);
    if (!definition) throw new Error('no definition');
    const { edits, missing } = editDefinition(text, definition, { [part]: rule });
    expect(missing).toEqual([]);
    const after = applyEdits(text, edits);
    expect(after).toContain(expected);
    const [changed] = readDefinitions(after, language);
    const field = changed?.fields.find((each) => each.part === part);
    expect(field && { kind: field.kind, value: textOf(field), known: field.known }).toEqual({
      ...rule,
      known: true,
    });
    expect(changed?.fields.filter((each) => each.part !== part).map(textOf)).toEqual(
      definition.fields.map(textOf),
    );
    expect(changed && editsFor(changed, { [part]: rule })).toEqual({ edits: [], missing: [] });
  });

  it('inserts nothing where there is no field to go by', () => {
    const text = '{"name": null, "awsIdentity": {"userId": null}}';
    const [definition] = readDefinitions(text, 'json');
    expect(definition && editDefinition(text, definition, { arn })).toEqual({ edits: [], missing: ['arn'] });
  });
});
