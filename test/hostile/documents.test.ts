import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyEdits, textOf } from '../../src/core/lint/definition';
import { fixedText } from '../../src/documents/fixAll';
import { provenUpdate } from '../../src/documents/editDefinition';
import { readDefinitions } from '../../src/documents/read';
import { DocumentReader } from '../../src/documents/reader';
import { hclValue, readHcl } from '../unit/generate/hcl';
import { named, payloads } from './payloads';

const account = '123456789012';

/** Documents with an identity whose ARN pattern is written in each way, between a sibling before it and one behind. */
const documents: readonly (readonly [path: string, text: string])[] = [
  ...['arn', '"arn"', "'arn'", '|\n    arn', '|2-\n    arn', '>-\n    arn\n    more', '&x arn'].map(
    (value) =>
      [
        'id.yaml',
        `# first\nawsIdentity:\n  awsAccount: "${account}"\n  note: |\n    arnPattern: no\n  arnPattern: ${value}\n  userIdPattern: x\nlast: {a: [b]} # end\n`,
      ] as const,
  ),
  ['id.yaml', `{awsIdentity: {awsAccount: "${account}", arnPattern: arn, userIdPattern: x}, last: y}\n`],
  ...['"arn"', '<<EOT\narn\nEOT', '<<-EOT\n      arn\n    EOT', '"^arn\\\\.$"'].map(
    (value) =>
      [
        'main.tf',
        `# first\nresource "chainguard_identity" "ci" {\n  aws_identity {\n    aws_account = "${account}"\n    note = <<EOT\naws_arn_pattern = "no"\nEOT\n    aws_arn_pattern = ${value}\n    aws_user_id_pattern = "x"\n  }\n}\nresource "other" "x" {\n  EOT = "EOT" // end\n}\n`,
      ] as const,
  ),
  [
    'id.json',
    `{"other":{"arnPattern":"no"},\n "awsIdentity": {"awsAccount":"${account}", "arnPattern": "arn",\n "userIdPattern":"x"}}\n`,
  ],
];

/** Everything in a document but the ARN pattern, and that, by a reader that is not ours. */
async function held(path: string, text: string): Promise<{ readonly arn: unknown; readonly rest: string }> {
  if (path === 'main.tf') {
    const [first, ...others] = await readHcl(text);
    const identity = first?.blocks[0];
    const { aws_arn_pattern: arn, ...rest } = identity?.attributes ?? {};
    const heredoc = /^<<-?EOT\n\s*([^\n]*)\n\s*EOT$/.exec(String(arn))?.[1];
    return {
      arn: heredoc === undefined ? hclValue(String(arn)) : `${heredoc}\n`,
      rest: JSON.stringify([rest, others, first?.attributes]),
    };
  }
  const all: unknown = path === 'id.yaml' ? loadAll(text, { schema: CORE_SCHEMA }) : JSON.parse(text);
  let arn: unknown;
  const rest = JSON.stringify(all, (key, value: unknown) => {
    if (key !== 'awsIdentity') return value;
    const { arnPattern, ...others } = value as Record<string, unknown>;
    arn = arnPattern;
    return others;
  });
  return { arn, rest };
}

/** What a shell, Terraform or Helm would fill in, so that nobody can say what it means. */
const isTemplate = (value: string) => /\$\{|\{\{|\$[A-Z({]|%\{|\{%|\{#|<%/.test(value);
const isWhole = (value: string) => !/\p{Cs}/u.test(value);

describe.each(documents)('%s: %s', (path, text) => {
  it('holds each payload as the value that it is, and everything else as it was, or is left alone', async () => {
    const before = await held(path, text);
    const [definition] = readDefinitions(text, path);
    if (!definition) throw new Error(`no definition:\n${text}`);
    let updated = 0;
    for (const payload of payloads) {
      const update = provenUpdate(text, path, definition, { arn: { kind: 'pattern', value: payload } });
      if (update.is !== 'proven') continue;
      updated++;
      const after = applyEdits(text, update.edits);
      const field = readDefinitions(after, path)[0]?.fields.find(({ part }) => part === 'arn');
      expect(field && textOf(field), named(payload)).toBe(payload);
      const now = await held(path, after);
      expect(now.rest, named(payload)).toBe(before.rest);
      if (isWhole(payload) && !payload.includes('\r')) expect(now.arn, named(payload)).toBe(payload);
    }
    const plain = payloads.filter((payload) => isWhole(payload) && !isTemplate(payload));
    // What an anchor names may be used elsewhere, too.
    expect(updated).toBeGreaterThanOrEqual(text.includes('&x') ? 0 : plain.length * 0.9);
  });

  it('has fixes and a fix-all that change nothing but what they are for', async () => {
    const before = await held(path, text);
    const texts = [fixedText(text, path, () => false)];
    for (const { fixes } of new DocumentReader(path).lint(text))
      for (const { edits, sets } of fixes)
        if (sets.arn !== undefined && sets.userId === undefined && sets.account === undefined)
          texts.push(applyEdits(text, edits));
    for (const after of texts) {
      const now = await held(path, after);
      const other = JSON.parse(before.rest.replaceAll(/"x"|"\\"x\\""/g, '"*"')) as unknown;
      expect(JSON.parse(now.rest.replaceAll(/"\^?x\$?"|"\\"\^?x\$?\\""/g, '"*"'))).toEqual(other);
    }
  });
});

describe('a state or a plan of Terraform', () => {
  const state = JSON.stringify({
    resources: [{ type: 'chainguard_identity', instances: [{ attributes: { parent_id: 'x' } }] }],
    aws_identity: { aws_account: '1', aws_arn: 'x', aws_arn_pattern: 'y', arn: 'z' },
    awsIdentity: { awsAccount: 1, arnPattern: 'a' },
  });

  it.each([
    'terraform.tfstate',
    'terraform.tfstate.backup',
    'prod.tfstate.json',
    'plan.tfplan.json',
    'tfplan.json',
    'C:\\x\\terraform.tfstate',
  ])('is never edited: %s', (path) => {
    expect(fixedText(state, path, () => false)).toBe(state);
    expect(new DocumentReader(path).lint(state)).toEqual([]);
  });
});
