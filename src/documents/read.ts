import type { Definition } from '../core/lint/definition';
import { formatOf, lengthExceeded, mayDefine } from './format';
import { readJson } from './idJson';
import { readYaml } from './idYaml';
import { readTerraform } from './terraform';
import type { FolderFile } from './terraformNames';

/**
 * Reads the identities that a document defines, and what else is checked beside them, in order, with UTF-16 offsets.
 * Never throws; empty for a document that defines none, is in another language, or is too long.
 *
 * @param languageOrPath a VS Code language id or the document's path
 * @param folder for Terraform, the other `.tf` files of the document's folder, to look up what it refers to
 */
export function readDefinitions(
  text: string,
  languageOrPath: string,
  folder: readonly FolderFile[] = [],
): readonly Definition[] {
  if (!mayDefine(text, languageOrPath) || lengthExceeded(text, languageOrPath) !== undefined) return [];
  switch (formatOf(languageOrPath)) {
    case 'json':
      return readJson(text);
    case 'terraform':
      return readTerraform(text, folder);
    case 'yaml':
      return readYaml(text);
    case 'text':
      return [];
  }
}
