import { describe, expect, it } from 'vitest';
import { knownRules } from '../../../src/core/lint/comparison';
import { textOfPart } from '../../../src/core/lint/definition';
import { definitionText } from '../../../src/documents/definitionText';
import { readPastedDefinition } from '../../../src/documents/pastedDefinition';
import { readDefinitions } from '../../../src/documents/read';

const group = '0123456789abcdef0123456789abcdef01234567';

describe('the text of a definition', () => {
  it.each([
    ['all of it', '"123456789012"', `"${group}"`],
    ['as much of it as is known', 'var.account', 'var.group'],
  ])('is an id.json that says %s', (_, account, parent) => {
    const text = `resource "chainguard_identity" "ci" {
  parent_id   = ${parent}
  name        = "ci"
  description = "Pulls \\"images\\""
  aws_identity {
    aws_account         = ${account}
    aws_arn_pattern     = "^arn:aws:sts::123456789012:assumed-role/ci\\\\.runner/(.+)$"
    aws_user_id         = "AROAQ3EGCIRUNNEXAMPLE:x"
  }
}
`;
    const [definition] = readDefinitions(text, 'terraform');
    if (!definition) expect.fail('nothing is defined');
    const read = readPastedDefinition(definitionText(definition));
    const [again] = read.ok ? read.definitions : [];
    if (!again) expect.fail('nothing is read');
    for (const part of ['name', 'description', 'parent'] as const)
      expect(textOfPart(again, part)).toBe(textOfPart(definition, part));
    expect(knownRules(again).match).toEqual(knownRules(definition).match);
  });
});
