import * as vscode from 'vscode';
import { textOfPart } from '../../core/lint/definition';
import { definitionDocuments, type Definitions, type Located } from './definitions';

/** The definitions of an identity in documents that are open: with its id, or without one and with its name. */
export async function openDefinitionsOf(
  definitions: Definitions,
  id: string,
  name: string,
): Promise<readonly Located[]> {
  const documents = vscode.workspace.textDocuments.filter(
    (document) => vscode.languages.match(definitionDocuments, document) > 0,
  );
  const found = await Promise.all(
    documents.map(async (document) => {
      const { version } = document;
      const all = await definitions.of(document);
      return all
        .filter((definition) => {
          const own = textOfPart(definition, 'id');
          const same = own === undefined ? textOfPart(definition, 'name') === name : own === id;
          return definition.kind === 'identity' && same;
        })
        .map((definition) => ({ document, version, definition }));
    }),
  );
  return found.flat();
}
