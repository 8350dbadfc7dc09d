import { type Definition, textOfPart } from '../core/lint/definition';
import { formatOf } from './format';
import { readDefinitions } from './read';

/**
 * The definition of the AWS identity with this id in a text: one that has it, or in Terraform the resource that an import
 * block gives it to. Never throws.
 *
 * @param languageOrPath a VS Code language id or the document's path
 */
export function definitionOfId(text: string, languageOrPath: string, id: string): Definition | undefined {
  if (!text.includes(id)) return undefined;
  const label = formatOf(languageOrPath) === 'terraform' ? importedAs(text, id) : undefined;
  return readDefinitions(text, languageOrPath).find((definition) => {
    if (definition.kind !== 'identity') return false;
    const { start, end } = definition.span;
    const [, own] = /^resource\s+"chainguard_identity"\s+"([\w-]+)"/.exec(text.slice(start, end)) ?? [];
    return textOfPart(definition, 'id') === id || (label !== undefined && own === label);
  });
}

/** The label of the identity that is imported with an id. */
function importedAs(text: string, id: string): string | undefined {
  for (const [block] of text.matchAll(/^\s*import\s*\{[^{}]{0,1000}\}/gm)) {
    const label = /\bto\s*=\s*chainguard_identity\.([\w-]+)/.exec(block)?.[1];
    if (label !== undefined && block.includes(`"${id}"`)) return label;
  }
  return undefined;
}
