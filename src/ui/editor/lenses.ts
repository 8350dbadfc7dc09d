import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { command } from '../commands';
import { definitionDocuments, languageOf, rangeIn, type Definitions } from './definitions';
import { affects, settings } from '../settings';

/** The largest document that is searched for identities, in UTF-16 units. */
const largestDocument = 5_000_000;

/**
 * Shows a lens above every identity that a document mentions, to test it, and lenses above every one that it
 * defines, to explain a caller and to compare with Chainguard.
 */
export class IdentityLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #definitions: Definitions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.languages.registerCodeLensProvider(definitionDocuments, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'codeLens')) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!settings.codeLens()) return [];
    const text = document.getText();
    if (text.length > largestDocument) return [];
    const found = await this.#definitions.of(document);
    const { findMentions } = await import('../../documents/mentions');
    const mentions = findMentions(text, languageOf(document), found);
    const title = l10n.t('Test Identity');
    const tests = mentions.map((mention) => {
      const test =
        mention.kind === 'id'
          ? command('assumable.testIdentity', title, mention.id)
          : command('assumable.testIdentityNamed', title, mention.name);
      return new vscode.CodeLens(rangeIn(document, mention), test);
    });
    const uri = document.uri.toString();
    const others = found
      .filter(({ kind }) => kind === 'identity' || kind === 'claims' || kind === 'static')
      .flatMap(({ kind, span, head }) => {
        const mention = mentions.find(({ start }) => span.start <= start && start <= span.end);
        const range = rangeIn(document, mention ?? head);
        const at = String(head.start);
        if (kind !== 'identity') {
          const explain = l10n.t('Explain with Token…');
          return [new vscode.CodeLens(range, command('assumable.explainDefinition', explain, uri, at))];
        }
        return [
          new vscode.CodeLens(range, command('assumable.explainDefinition', l10n.t('Explain as…'), uri, at)),
          new vscode.CodeLens(
            range,
            command('assumable.compareWithLive', l10n.t('Compare with Live'), uri, at),
          ),
        ];
      });
    return [...tests, ...others, ...(await callerLenses(document, text))];
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Lenses that create an identity, one for each caller in a document, such as what `aws sts get-caller-identity` says. */
async function callerLenses(document: vscode.TextDocument, text: string): Promise<vscode.CodeLens[]> {
  const presents = /arn:[\w-]{1,20}:(?:sts|iam)::\d{12}:(?:assumed-role|user|federated-user|root)\b/;
  if (!presents.test(text) || !/\b(?:AROA|AIDA|\d{12})/.test(text)) return [];
  const { findCallers } = await import('../../documents/callerOutput');
  const title = l10n.t('Create AWS Identity for This Caller');
  return findCallers(text).map((found) => {
    const { account, arn, userId } = found.caller;
    const pasted = JSON.stringify({ Account: account, Arn: arn, UserId: userId });
    return new vscode.CodeLens(
      rangeIn(document, found),
      command('assumable.createIdentityFor', title, pasted),
    );
  });
}
