import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/core/lint/definition';
import { longestPaste, readPastedDefinition } from '../../../src/documents/pastedDefinition';

const json = '{"name": "ci", "awsIdentity": {"awsAccount": "123456789012", "arn": "a", "userId": "b"}}';
const yaml = 'name: ci\nawsIdentity:\n  awsAccount: "123456789012"\n  arn: a\n  userId: b\n';
const terraform =
  'resource "chainguard_identity" "ci" {\n  name = "ci"\n  aws_identity {\n    aws_account = "123456789012"\n    aws_arn = "a"\n    aws_user_id = "b"\n  }\n}\n';
const texts = { json, yaml, terraform };

/** The name and account of each definition that was read, or what is wrong. */
function said(text: string, copied?: string): unknown {
  const read = readPastedDefinition(text, copied);
  if (!read.ok) return read.problem;
  return read.definitions.map(({ fields }) =>
    ['name', 'account'].map((part) => {
      const field = fields.find((each) => each.part === part);
      return field && textOf(field);
    }),
  );
}

describe('a pasted definition', () => {
  it.each(Object.entries(texts))('a definition in %s is read', (_, text) => {
    expect(said(text)).toEqual([['ci', '123456789012']]);
    expect(said(`\n\n${text.replaceAll('\n', '\r\n')}\n`)).toEqual([['ci', '123456789012']]);
  });

  it.each(Object.entries(texts))('in %s, also when an input box made one line of it', (_, text) => {
    expect(said(text.replaceAll('\n', ' ').trim(), text)).toEqual([['ci', '123456789012']]);
    expect(said(text.replaceAll('\n', '').trim(), text)).toEqual([['ci', '123456789012']]);
  });

  it('takes the clipboard for nothing but what was pasted from it', () => {
    expect(said(json.replace('"ci"', '"other"'), json)).toEqual([['other', '123456789012']]);
    expect(said('', json)).toMatch(/no AWS identity/);
  });

  it('reads all of several', () => {
    expect(said(`[${json}, ${json.replace('"ci"', '"two"')}]`)).toEqual([
      ['ci', '123456789012'],
      ['two', '123456789012'],
    ]);
  });
});

describe('what is none says what it is', () => {
  const callerJson =
    '{"UserId": "AIDAEXAMPLE1", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/kim"}';
  it.each([
    ['hello', /no AWS identity in JSON, YAML or Terraform/],
    [yaml.replaceAll('\n', ' '), /line breaks of this definition are lost/],
    [terraform.replaceAll('\n', ' '), /line breaks of this definition are lost/],
    ['{"awsIdentity": "x"}', /cannot be read/],
    ['name: ci\nawsIdentity: here\n', /cannot be read/],
    ['{"name": "ci", "claimMatch": {"issuer": "x"}}', /claims of a token/],
    [callerJson, /a caller, who is asked for next/],
    ['{"Version": "2012-10-17", "Statement": []}', /AWS policy/],
    [' '.repeat(longestPaste) + json, /too long/],
  ])('%j', (text, problem) => {
    expect(said(text)).toMatch(problem);
  });
});
