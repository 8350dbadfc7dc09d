import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);
let ready: Promise<Parser> | undefined;

async function load(): Promise<Parser> {
  await Parser.init();
  const grammar = require.resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parser;
}

/** A block of HCL, with its attributes' source and the blocks inside it. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}

/** Reads HCL with the grammar that the editor uses; throws where it has an error node. */
export function readHcl(text: string): Promise<readonly Block[]> {
  return withTree(text, (root) => {
    const body = root.namedChildren.find((node) => node.type === 'body');
    return body ? blocksOf(body) : [];
  });
}

/** The words and signs of HCL in order, each string without interpolations as its value. */
export function hclTokens(text: string): Promise<readonly string[]> {
  return withTree(text, (root) => {
    const tokens: string[] = [];
    const visit = (node: Node) => {
      if (node.type === 'comment') return;
      const isText = /^(?:string_lit|template_expr|quoted_template)$/.test(node.type);
      if (isText && node.descendantsOfType('template_interpolation').length === 0)
        tokens.push(hclValue(node.text));
      else if (node.childCount === 0) tokens.push(node.text);
      else node.children.forEach(visit);
    };
    visit(root);
    return tokens;
  });
}

async function withTree<T>(text: string, read: (root: Node) => T): Promise<T> {
  const parser = await (ready ??= load());
  const tree = parser.parse(text);
  if (!tree) throw new Error('no tree');
  try {
    if (tree.rootNode.hasError) throw new Error(`error node in:\n${text}`);
    return read(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function children(node: Node, type: string): readonly Node[] {
  return node.namedChildren.filter((child) => child.type === type);
}

function blocksOf(body: Node): readonly Block[] {
  return children(body, 'block').map((block) => {
    const inside = children(block, 'body')[0];
    const attributes = (inside ? children(inside, 'attribute') : []).map((attribute) => {
      const [name, value] = attribute.namedChildren;
      return [name?.text ?? '', value?.text ?? ''] as const;
    });
    return {
      type: children(block, 'identifier')[0]?.text ?? '',
      labels: children(block, 'string_lit').map(({ text }) => text.slice(1, -1)),
      attributes: Object.fromEntries(attributes),
      blocks: inside ? blocksOf(inside) : [],
    };
  });
}

/** The value of a quoted string without interpolations (HCL native syntax specification, "Template Expressions"). */
export function hclValue(source: string | undefined): string {
  const inside = /^"(.*)"$/s.exec(source ?? '')?.[1];
  if (inside === undefined || /"|\n/.test(inside.replace(/\\./gs, '')))
    throw new Error(`no string: ${source ?? ''}`);
  const plain = inside.replace(/\$\$\{|%%\{|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}/g, '_');
  if (/[$%]\{/.test(plain)) throw new Error(`interpolates: ${source ?? ''}`);
  return inside.replace(
    /\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\(.)|\$\$(?=\{)|%%(?=\{)/gs,
    (whole, four?: string, eight?: string, escaped?: string) => {
      const hex = four ?? eight;
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      if (escaped === undefined) return whole.slice(1);
      return { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
    },
  );
}
