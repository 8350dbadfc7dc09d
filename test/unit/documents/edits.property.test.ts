import fc from 'fast-check';
import { CORE_SCHEMA, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyEdits, textOf } from '../../../src/core/lint/definition';
import { editDefinition, provenUpdate } from '../../../src/documents/editDefinition';
import { readDefinitions } from '../../../src/documents/read';
import { hclValue, readHcl } from '../generate/hcl';
import { anyValue } from './anyValue';

/** A document with an identity whose ARN pattern is written in one way, and what stands around it in many. */
interface Written {
  readonly path: string;
  readonly text: string;
}

const comments = ['first', 'second', 'third', 'fourth'];
const account = '123456789012';

const yamlSiblings = [
  'note: |\n    arnPattern: no\n    # text',
  'note: >-\n    folded\n     more\n\n    text',
  'note: "quoted # no comment \\\n    and on"',
  "note: 'it''s: here'",
  'note: plain text\n    over lines',
  'note: [a, {b: c}]',
  'note: &anchor {x: 1}\n  other: *anchor',
  'note:',
];
const yamlValues = [
  'arn',
  'arn:aws:sts::1:x',
  '"arn"',
  "'arn'",
  '|\n    arn',
  '|-\n    arn',
  '|+\n    arn\n\n',
  '>\n    arn\n    more',
  '>-\n    arn\n',
  '|2\n    arn',
  '|2-\n      arn\n    more',
  '|-2\n    arn',
  '>2+\n    arn\n\n',
  '"arn\n    more"',
  "'arn\n    more'",
  'arn\n    more',
  '123456',
  '# none\n    arn',
];

function yaml(
  value: string,
  sibling: string,
  shape: 'block' | 'list' | 'flow' | 'deep',
  lineEnd: string,
): Written {
  const inside = [
    `  awsAccount: "${account}" # ${comments[1] ?? ''}`,
    `  ${sibling}`,
    `  arnPattern: ${value}`,
    `  userIdPattern: ^AROAX:(.+)$`,
    `  # ${comments[2] ?? ''}`,
    `  ${sibling.replaceAll('note:', 'last:').replaceAll('other:', 'end:').replaceAll('anchor', 'again')}`,
  ].join('\n');
  const flow = `{awsAccount: "${account}", arnPattern: ${value.includes('\n') ? 'arn' : value}, userIdPattern: x} # ${comments[1] ?? ''}\n  # ${comments[2] ?? ''}`;
  const definition =
    shape === 'flow' ? `awsIdentity: ${flow}\nname: ci` : `awsIdentity:\n${inside}\nname: ci`;
  const indented = (by: string) => definition.replace(/\n(?!\n)/g, `\n${by}`);
  const body = {
    block: definition,
    flow: definition,
    list: `- ${indented('  ')}\n- next`,
    deep: `a:\n  b:\n    ${indented('    ')}\n  c: d`,
  }[shape];
  const text = `# ${comments[0] ?? ''}\n${body}\n# ${comments[3] ?? ''}\n`;
  return { path: 'id.yaml', text: text.replaceAll('\n', lineEnd) };
}

const hclSiblings = [
  'note = "quoted # no comment"',
  'note = <<EOT\naws_arn_pattern = "no"\n  EOTX\nEOT',
  'note = <<-EOT\n      # text\n    EOT',
  'note = {\n      EOT = "${var.x}" // inside\n    }',
  'note {\n      aws_arn_pattern = 1\n    }',
  'note = [for x in y : "${x}-%{ if x }z%{ endif }"]',
];
const hclValues = [
  '"arn"',
  '"^arn\\\\.$${x}%%{y}"',
  '<<EOT\narn\nEOT',
  '<<-EOT\n      arn\n    EOT',
  '<<EOT\narn\nmore\nEOT',
  '123',
  '""',
];

function hcl(value: string, sibling: string, lineEnd: string): Written {
  const text = `# ${comments[0] ?? ''}
resource "chainguard_identity" "ci" {
  name = "ci"
  aws_identity {
    aws_account = "${account}" # ${comments[1] ?? ''}
    ${sibling}
    aws_arn_pattern     = ${value}
    aws_user_id_pattern = "x" # ${comments[2] ?? ''}
    ${sibling.replace('note', 'last')}
  }
}
// ${comments[3] ?? ''}
resource "other" "x" {
  EOT = "EOT"
}
`;
  return { path: 'main.tf', text: text.replaceAll('\n', lineEnd) };
}

function json(value: string, shape: 'lines' | 'line', lineEnd: string): Written {
  const text = `{ // ${comments[0] ?? ''}
  "other": { "arnPattern": "no", "list": [1, "EOT", null] },
  "name": "ci",
  "awsIdentity": { // ${comments[1] ?? ''}
    "awsAccount": "${account}",
    "arnPattern": ${value}, // ${comments[2] ?? ''}
    "userIdPattern": "x",
    "note": "// no comment"
  }
  // ${comments[3] ?? ''}
}
`;
  const line = `${text.replace(/\/\/ \w+$/gm, '').replaceAll(/\n */g, '')} // ${comments.join(' // ')}`;
  return { path: 'id.jsonc', text: shape === 'line' ? line : text.replaceAll('\n', lineEnd) };
}

const lineEnd = fc.constantFrom('\n', '\r\n');
const bom = fc.constantFrom('', '', '\ufeff');
const anyDocument: fc.Arbitrary<Written> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom(...yamlValues),
          fc.constantFrom(...yamlSiblings),
          fc.constantFrom('block' as const, 'list' as const, 'flow' as const, 'deep' as const),
          lineEnd,
        )
        .map((all) => yaml(...all)),
      fc
        .tuple(fc.constantFrom(...hclValues), fc.constantFrom(...hclSiblings), lineEnd)
        .map((all) => hcl(...all)),
      fc
        .tuple(
          fc.constantFrom('"arn"', '"\\u0061\\/\\n"', '12', '""'),
          fc.constantFrom('lines' as const, 'line' as const),
          lineEnd,
        )
        .map((all) => json(...all)),
    ),
    bom,
  )
  .map(([{ path, text }, mark]) => ({ path, text: path === 'main.tf' ? text : mark + text }));

/** All that a document holds, as a reader that is not ours sees it; the ARN pattern apart. */
async function held({ path, text }: Written): Promise<{ readonly arn: unknown; readonly rest: unknown }> {
  if (path === 'main.tf') {
    const blocks = await readHcl(text);
    const identity = blocks[0]?.blocks.find(({ type }) => type === 'aws_identity');
    const { aws_arn_pattern: arn, ...others } = identity?.attributes ?? {};
    return { arn, rest: [blocks.slice(1), blocks[0]?.attributes, identity?.blocks, others] };
  }
  const all: unknown =
    path === 'id.yaml'
      ? [loadAll(text, { schema: CORE_SCHEMA }), loadAll(text, { schema: YAML11_SCHEMA })]
      : JSON.parse(text.replace(/^\ufeff/, '').replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*/g, '$1'));
  const arns: unknown[] = [];
  const rest = JSON.stringify(all, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('awsIdentity' in value)) return value;
    const { arnPattern, ...others } = value.awsIdentity as Record<string, unknown>;
    arns.push(arnPattern);
    return { ...value, awsIdentity: others };
  });
  return { arn: new Set(arns).size === 1 ? arns[0] : arns, rest };
}

function said(path: string, arn: unknown): unknown {
  if (path !== 'main.tf') return arn;
  const heredoc = /^<<-?EOT\r?\n[ \t]*([^\r\n]*)\r?\n[ \t]*EOT$/.exec(String(arn))?.[1];
  return heredoc === undefined ? hclValue(String(arn)) : `${heredoc.replace(/([$%])\1\{/g, '$1{')}\n`;
}

/** What a shell, Terraform or Helm would fill in, so that nobody can say what it means. */
const isTemplate = (value: string) => /\$\{[^}\d]|\{\{|^\$[A-Z]/.test(value);

const commentsOf = (text: string) =>
  comments.filter((word) => new RegExp(`(?:#|//).* ?\\b${word}\\b`).test(text));

describe('any value, whatever the notation before', () => {
  it('is what every other reader finds afterwards, and nothing else has changed', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, anyValue, async (document, value) => {
        const { path, text } = document;
        const [definition] = readDefinitions(text, path);
        if (!definition) throw new Error(`no definition:\n${text}`);
        const sets = { arn: { kind: 'pattern' as const, value } };
        const before = await held(document);
        const proven = provenUpdate(text, path, definition, sets);
        if (isTemplate(value) && path !== 'main.tf') return;
        const { edits } = editDefinition(text, definition, sets);
        expect(proven, applyEdits(text, edits)).toEqual({ is: 'proven', edits });
        const after = applyEdits(text, edits);
        const now = await held({ path, text: after });
        expect(said(path, now.arn), after).toBe(value);
        expect(now.rest, after).toEqual(before.rest);
        expect(commentsOf(after), after).toEqual(comments);
      }),
      { numRuns: 400 },
    );
  });

  it('is what every other reader finds in a field that is added, and nothing else has changed', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, anyValue, async (document, value) => {
        const { path, text } = document;
        const [definition] = readDefinitions(text, path);
        if (!definition) throw new Error(`no definition:\n${text}`);
        const proven = provenUpdate(text, path, definition, { description: value });
        if ((isTemplate(value) && path !== 'main.tf') || value === '') return;
        if (proven.is !== 'proven') throw new Error(`${proven.is}:\n${text}`);
        const after = applyEdits(text, proven.edits);
        const [now] = readDefinitions(after, path);
        const field = now?.fields.find(({ part }) => part === 'description');
        expect(field && textOf(field), after).toBe(value);
        const without = await held(document);
        const withIt = await held({ path, text: after });
        expect(withIt.arn, after).toEqual(without.arn);
        const key = JSON.stringify('description');
        const rest = (of: unknown) =>
          typeof of === 'string'
            ? of.replaceAll(`,${key}:${JSON.stringify(value)}`, '')
            : JSON.stringify(of, (name, each: unknown) => (name === 'description' ? undefined : each));
        expect(rest(withIt.rest), after).toBe(rest(without.rest));
        expect(commentsOf(after), after).toEqual(comments);
      }),
      { numRuns: 150 },
    );
  });
});
