import { readdirSync, readFileSync } from 'node:fs';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Span } from '../../../src/core/text';
import { Hcl, type HclItem } from '../../../src/documents/hcl';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const modules = new URL('../../../node_modules/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.tf'));
const snippets = [
  'a = 1\nb = [1, # one\n  2, /* } */ 3]\nc = { d = "}", e = "${f("}")}" }\n',
  'x "y" z {\n  a = <<EOT\n}\nEOT2\nEOT\n  b = true ? 1 : 2 // }\n}\n',
  'x { a = 1 }\ny {}\n',
  'a = "😀 \\" $${b} %{if c}d%{else}e%{endif}"\r\nb = <<-EOT\r\n  x\r\n  EOT\r\nc = 2\r\n',
  'a = f(\n  1,\n  "${g(<<A\n)\nA\n)}"\n)\nb { c { d = 1 } }\n',
];
let parser: Parser;

beforeAll(async () => {
  await Parser.init({ wasmBinary: readFileSync(new URL('web-tree-sitter/web-tree-sitter.wasm', modules)) });
  const grammar = new URL('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm', modules);
  parser = new Parser().setLanguage(await Language.load(readFileSync(grammar)));
});

/** Each block and attribute, with its names and its place. */
function ours(hcl: Hcl, span: Span): string[] {
  const at = ({ start, end }: Span) => hcl.text.slice(start, end);
  return [...hcl.items(span)].flatMap((item: HclItem) =>
    item.is === 'attribute'
      ? [`${item.start} ${at(item.key)} = ${at(item.value)}`]
      : [
          `${item.start}-${item.end} ${at(item.key)} ${item.labels.map(at).join(' ')}`,
          ...ours(hcl, item.body),
        ],
  );
}

function theirs(node: Node): string[] {
  return node.namedChildren.flatMap((child): string[] => {
    const [name, ...rest] = child.namedChildren;
    if (child.type === 'attribute')
      return [`${child.startIndex} ${name?.text ?? ''} = ${rest[0]?.text ?? ''}`];
    if (child.type !== 'block') return child.type === 'body' ? theirs(child) : [];
    const labels = rest.filter(({ type }) => type === 'string_lit' || type === 'identifier');
    const names = labels.map(({ text }) => text.replace(/^"|"$/g, '')).join(' ');
    return [`${child.startIndex}-${child.endIndex} ${name?.text ?? ''} ${names}`, ...theirs(child)];
  });
}

describe('the structure of a file', () => {
  it.each([
    ...fixtures.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
    ...snippets.map((text) => [text, text]),
  ])('is what tree-sitter’s grammar makes of it: %s', (_, text) => {
    const tree = parser.parse(text);
    const hcl = new Hcl(text);
    const found = ours(hcl, { start: 0, end: text.length });
    expect(Array.isArray(found)).toBe(true);
    if (tree?.rootNode.hasError !== false) return;
    expect(found).toEqual(theirs(tree.rootNode));
  });

  it('is compared for nearly all of these files', () => {
    const sound = fixtures.filter(
      (name) => parser.parse(readFileSync(new URL(name, folder), 'utf8'))?.rootNode.hasError === false,
    );
    expect(fixtures.length - sound.length).toBeLessThanOrEqual(3);
    expect(snippets.filter((text) => parser.parse(text)?.rootNode.hasError !== false)).toEqual([]);
  });
});
