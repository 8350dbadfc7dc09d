import { type Alias, type Document, isAlias, isCollection, isNode, isScalar, visit } from 'yaml';

/** What the aliases of a file stand for. */
export type Aliases = ReadonlyMap<Alias, unknown>;

/** Finds what each alias stands for: the last node before it with its anchor, in the same document. */
export function aliasesIn(text: string, documents: readonly Pick<Document, 'contents'>[]): Aliases {
  const aliases = new Map<Alias, unknown>();
  if (!/(?:^|[\s,[{:-])\*\S/m.test(text)) return aliases;
  for (const { contents } of documents) {
    const anchors = new Map<string, unknown>();
    if (!isNode(contents)) continue;
    visit(contents, (_, node) => {
      if (isAlias(node)) {
        if (anchors.has(node.source)) aliases.set(node, anchors.get(node.source));
      } else if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined)
        anchors.set(node.anchor, node);
    });
  }
  return aliases;
}
