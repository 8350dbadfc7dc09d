import type { Element } from './element';
import { formatOf } from './format';
import { hclOutline } from './hclOutline';
import { jsonOutline } from './jsonOutline';
import { yamlOutline } from './yamlOutline';

/**
 * Everything in a document as its own reader sees it, in order: names, values, comments, and what nests in what. Empty for a
 * document that is not read. Two documents with the same elements hold the same.
 */
export function outlineOf(text: string, languageOrPath: string): readonly Element[] {
  switch (formatOf(languageOrPath)) {
    case 'json':
      return jsonOutline(text);
    case 'yaml':
      return yamlOutline(text);
    case 'terraform':
      return hclOutline(text);
    case 'text':
      return [];
  }
}
