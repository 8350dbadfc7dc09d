import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../src/core/lint/definition';
import type { Rule } from '../../../src/core/identity';
import { ignoring } from '../../../src/documents/ignores';
import { provenEdits, provenText } from '../../../src/documents/proven';
import { readDefinitions } from '../../../src/documents/read';

const account = '123456789012';
const exact = (value: string): Rule => ({ kind: 'exact', value });

const json = `{ "run": [1, 2], // one
  "awsIdentity": { "awsAccount": "${account}", "arn": "old", "userId": "x" }
}`;
const yaml = `# one
awsIdentity:
  awsAccount: "${account}" # two
  arn: |2-
    old
  userId: x
other: [1, 2]
`;
const hcl = `resource "chainguard_identity" "x" {
  aws_identity {
    aws_account = "${account}" # one
    aws_arn     = <<EOT
old
EOT
    aws_user_id = "x"
  }
}
locals { a = 1 }
`;

/** The edit that puts `by` in place of a piece of a text. */
function put(text: string, piece: string, by: string): Edit {
  const start = text.indexOf(piece);
  if (start < 0) throw new Error(`no ${piece}`);
  return { start, end: start + piece.length, newText: by };
}

function setsArn(text: string, path: string, edits: readonly Edit[], value: string) {
  const [definition] = readDefinitions(text, path);
  return provenText(text, path, [{ edits, ...(definition && { definition }), sets: { arn: exact(value) } }]);
}

describe('an edit', () => {
  it.each([
    ['id.jsonc', json, '"old"', '"new"'],
    ['id.yaml', yaml, '|2-\n    old', "'new'"],
    ['main.tf', hcl, '<<EOT\nold\nEOT', '"new"'],
  ])('is made where the reader then finds the value, and the rest as it was: %s', (path, text, old, now) => {
    const edit = put(text, old, now);
    expect(setsArn(text, path, [edit], 'new')).toBe(applyEdits(text, [edit]));
  });

  it.each<[what: string, path: string, text: string, old: string, now: string, value?: string]>([
    ['another value', 'id.jsonc', json, '"old"', '"news"'],
    ['a number', 'id.jsonc', json, '"old"', '1', '1'],
    ['a template', 'id.jsonc', json, '"old"', '"${x}"', '${x}'],
    ['one more field', 'id.jsonc', json, '"old"', '"new", "b": "c"'],
    ['one more comment', 'id.jsonc', json, '"old"', '"new" /* c */'],
    [
      'a comment gone',
      'id.jsonc',
      json,
      ', // one\n  "awsIdentity": { "awsAccount": "123456789012", "arn": "old"',
      ',\n  "awsIdentity": { "awsAccount": "123456789012", "arn": "new"',
    ],
    ['a sibling’s value', 'id.jsonc', json, '"old", "userId": "x"', '"new", "userId": "y"'],
    [
      'a foreign value',
      'id.jsonc',
      json,
      '2], // one\n  "awsIdentity": { "awsAccount": "123456789012", "arn": "old"',
      '3], // one\n  "awsIdentity": { "awsAccount": "123456789012", "arn": "new"',
    ],
    ['a syntax error', 'id.jsonc', json, '"old",', '"new"'],
    ['a brace closed', 'id.jsonc', json, '"old"', '"new"}, "more": {"z": "y"'],
    ['the next key on this line', 'id.yaml', yaml, '|2-\n    old\n  userId', "'new'  userId"],
    ['the next key in the text', 'id.yaml', yaml, '|2-\n    old\n', '|\n    new\n  ', 'new\n'],
    ['a refused plain text', 'id.yaml', yaml, '|2-\n    old', '%new: x', '%new: x'],
    ['a comment', 'id.yaml', yaml, '|2-\n    old', 'new #', 'new #'],
    ['an anchor', 'id.yaml', yaml, '|2-\n    old', '&a new'],
    ['a sibling in the list', 'id.yaml', yaml, 'x\nother: [1, 2]', 'x\nother: [1, 3]', 'old'],
    ['a block', 'main.tf', hcl, 'old', 'new\nEOT\nx = <<EOT\n', 'new\n'],
    ['two on a line', 'main.tf', hcl, '<<EOT\nold\nEOT\n', '"new" '],
    [
      'a label',
      'main.tf',
      hcl,
      '"x" {\n  aws_identity {\n    aws_account = "123456789012" # one\n    aws_arn     = <<EOT\nold\nEOT',
      '"y" {\n  aws_identity {\n    aws_account = "123456789012" # one\n    aws_arn     = "new"',
    ],
    ['words that are no HCL', 'main.tf', hcl, '<<EOT\nold\nEOT\n', '"new"\n    ???\n'],
    [
      'code behind the end word',
      'main.tf',
      hcl,
      'old\n',
      'old\nEOT\n  }\n}\nresource "terraform_data" "x" {\n  y {\n    z = <<EOT\n',
      'old\n',
    ],
  ])('is not made that brings %s', (_, path, text, old, now, value = 'new') => {
    expect(setsArn(text, path, [put(text, old, now)], value)).toBeUndefined();
  });

  it('is not made together with one that overlaps it', () => {
    const edits = [put(json, '"old"', '"new"'), put(json, 'old', 'new')];
    expect(setsArn(json, 'id.jsonc', edits, 'new')).toBeUndefined();
  });

  it('of a comment adds that comment alone', () => {
    const [definition] = readDefinitions(yaml, 'id.yaml');
    const offset = definition?.fields.find(({ part }) => part === 'arn')?.key.start ?? 0;
    const comment = { rule: 'role-arn', offset, mark: '#', lineEnd: '\n' };
    const edit = ignoring(yaml, readDefinitions(yaml, 'id.yaml'), comment);
    const change = { edits: [edit], comments: 1 };
    expect(provenText(yaml, 'id.yaml', [change])).toBe(
      yaml.replace('  arn:', '  # assumable-ignore role-arn\n  arn:'),
    );
    expect(provenText(yaml, 'id.yaml', [{ edits: [edit] }])).toBeUndefined();
    const inText = put(yaml, '    old', '    # x\n    old');
    expect(provenText(yaml, 'id.yaml', [{ edits: [inText], comments: 1 }])).toBeUndefined();
  });

  it('removes a field only where that is meant, and never a comment', () => {
    const text = json.replace('"arn": "old", ', '"arn": "old", "arn": "new", ');
    const edit = put(text, '"arn": "new", ', '');
    const [definition] = readDefinitions(text, 'id.jsonc');
    if (!definition) throw new Error('no definition');
    expect(provenText(text, 'id.jsonc', [{ edits: [edit], definition }])).toBeUndefined();
    const after = applyEdits(text, [edit]);
    expect(provenText(text, 'id.jsonc', [{ edits: [edit], definition, removes: true }])).toBe(after);
    expect(provenEdits(text, 'id.jsonc', definition, { edits: [edit], sets: {} })).toEqual([edit]);
    const noted = text.replace('"arn": "new", ', '/* why */ "arn": "new", ');
    const more = put(noted, '/* why */ "arn": "new", ', '');
    expect(provenText(noted, 'id.jsonc', [{ edits: [more], definition, removes: true }])).toBeUndefined();
  });

  it('is made between quotes where the notation before cannot hold it', () => {
    const [definition] = readDefinitions(yaml, 'id.yaml');
    if (!definition) throw new Error('no definition');
    const bad = put(yaml, '|2-\n    old', '%new');
    const sets = { arn: exact('%new') };
    const other = [put(yaml, '|2-\n    old', '%new: x')];
    expect(provenEdits(yaml, 'id.yaml', definition, { edits: other, sets })).toEqual([
      { ...bad, newText: "'%new'" },
    ]);
    const template = { edits: [bad], sets: { arn: exact('{{ x }}') } };
    expect(provenEdits(yaml, 'id.yaml', definition, template)).toBeUndefined();
  });

  it('is made in a text of blocks in blocks in blocks, without end', () => {
    const text = hcl + 'a {\n'.repeat(100_000);
    const edit = put(text, '<<EOT\nold\nEOT', '"new"');
    expect(setsArn(text, 'main.tf', [edit], 'new')).toBe(applyEdits(text, [edit]));
  });
});
