import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import { definitionDocuments, type Definitions } from './definitions';
import type { Findings } from './findings';

/**
 * Registers what the editor offers on definitions of AWS identities: fixes, hovers and completion. Nothing is
 * loaded before a document has a definition. An answer about an older version of a document is dropped.
 *
 * @param failed gets the error when a chosen fix cannot be made, and tells the person
 */
export function registerDefinitionFeatures(
  definitions: Definitions,
  findings: Findings,
  callers: Callers,
  failed: (doing: string, error: unknown) => void,
): vscode.Disposable {
  const fixAll = vscode.CodeActionKind.SourceFixAll.append('assumable');
  const current = async <T>(
    document: vscode.TextDocument,
    ask: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> => {
    const { version } = document;
    const answer = await ask();
    return document.version === version ? answer : [];
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      definitionDocuments,
      {
        provideCodeActions: async (document, range, { only }) => {
          const { version } = document;
          const found = await current(document, () => findings.of(document));
          if (found.length === 0) return [];
          const [read, fixes] = await Promise.all([definitions.of(document), import('./fixes')]);
          if (document.version !== version) return [];
          if (only?.intersects(fixAll)) {
            const all = fixes.fixAll(document);
            return all ? [all] : [];
          }
          return fixes.quickFixes(document, range, read, found);
        },
        resolveCodeAction: async (action) => {
          try {
            return (await import('./fixes')).resolveFix(action);
          } catch (error) {
            failed('Fixing', error);
            return action;
          }
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] },
    ),
    vscode.languages.registerHoverProvider(definitionDocuments, {
      provideHover: async (document, position) => {
        const found = await current(document, () => definitions.of(document));
        if (found.length === 0) return undefined;
        const [{ definitionHover }, folder] = await Promise.all([
          import('./hover'),
          definitions.folderOf(document),
        ]);
        return definitionHover(document, document.offsetAt(position), found, callers.allKnown(), folder);
      },
    }),
    vscode.languages.registerCompletionItemProvider(
      definitionDocuments,
      {
        provideCompletionItems: async (document, position) => {
          const found = await current(document, () => definitions.of(document));
          if (found.length === 0) return [];
          const { definitionCompletions } = await import('./completion');
          return definitionCompletions(document, document.offsetAt(position), found, callers.allKnown());
        },
      },
      '"',
    ),
  );
}
