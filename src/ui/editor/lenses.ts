import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { command } from '../commands';
import { definitionDocuments, languageOf, rangeIn, type Definitions } from './definitions';
import type { Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { shorten } from '../../core/uidp';
import { affects, settings } from '../settings';

/** The largest document that is searched for identities, in UTF-16 units. */
const largestDocument = 5_000_000;

/** How long to wait for more to change before lenses are drawn again, in milliseconds. */
const pause = 200;

/** What this window knows of identities in Chainguard. Nothing is asked for a lens. */
export interface KnownIdentities {
  /** An identity, if it has been listed. */
  identity(id: string): Identity | undefined;
  /** The ids of the identities with these names, by name. */
  named(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]>;
  /** Those of some names that certainly no identity has. */
  absent(names: ReadonlySet<string>): ReadonlySet<string>;
  /** What the last test of an identity came to: its sign, as whom, and whether something changed since. */
  lastTestOf(id: string): { readonly sign: string; readonly as: string; readonly stale: boolean } | undefined;
}

/**
 * Shows a lens above every block, command or line that mentions an identity, to test it, and lenses above every
 * definition, to explain a caller and to compare with Chainguard.
 */
export class IdentityLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #definitions: Definitions;
  readonly #known: KnownIdentities;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #waiting: NodeJS.Timeout | undefined;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(definitions: Definitions, known: KnownIdentities) {
    this.#definitions = definitions;
    this.#known = known;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.languages.registerCodeLensProvider(definitionDocuments, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'codeLens')) this.#changed.fire();
      }),
      definitions.onDidChange(() => this.redraw()),
    );
  }

  /** Draws lenses again, soon, because more is known of identities. */
  redraw(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.#changed.fire();
    }, pause);
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!settings.codeLens()) return [];
    const text = document.getText();
    if (text.length > largestDocument) return [];
    const found = await this.#definitions.of(document);
    const { findMentions } = await import('../../documents/mentions');
    const mentions = findMentions(text, languageOf(document), found);
    const names = new Set(mentions.flatMap((mention) => (mention.kind === 'name' ? [mention.name] : [])));
    const named = names.size === 0 ? undefined : this.#known.named(names);
    const absent = named && named.size < names.size ? this.#known.absent(names) : undefined;
    const { definitionText } = await import('../../documents/definitionText');
    const at = (offset: number) => rangeIn(document, { start: offset, end: offset });
    const tests = mentions.map((mention) => {
      const { above } = mention;
      if (mention.kind === 'id') return new vscode.CodeLens(at(above), this.#test(mention.id));
      const own = found.find(({ kind, span }) => kind === 'identity' && span.start === above);
      const isNew = own !== undefined && absent?.has(mention.name) === true;
      const create = l10n.t('Not Found in Chainguard: Create It…');
      return new vscode.CodeLens(
        at(above),
        isNew
          ? command('assumable.createIdentityFor', create, definitionText(own))
          : this.#testNamed(mention.name, named?.get(mention.name) ?? []),
      );
    });
    const uri = document.uri.toString();
    const others = found
      .filter(({ kind }) => kind === 'identity' || kind === 'claims' || kind === 'static')
      .flatMap(({ kind, span, head }) => {
        const start = String(head.start);
        const explain = kind === 'identity' ? l10n.t('Explain as…') : l10n.t('Explain with Token…');
        const offered = [
          command('assumable.explainDefinition', explain, uri, start),
          command('assumable.compareWithLive', l10n.t('Compare with Live'), uri, start),
        ];
        return offered.map((each) => new vscode.CodeLens(at(span.start), each));
      });
    return [...tests, ...others, ...(await callerLenses(document, text))];
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#subscriptions.dispose();
  }

  #test(id: string): vscode.Command {
    const title = l10n.t('Test Identity: {0}', plain(this.#known.identity(id)?.name ?? shorten(id)));
    const last = this.#known.lastTestOf(id);
    const result = last && [
      l10n.t('{0} as {1}', last.sign, plain(last.as)),
      ...(last.stale ? [l10n.t('changed since')] : []),
    ];
    return command('assumable.testIdentity', [title, ...(result ?? [])].join(' · '), id);
  }

  /** A definition may not be in Chainguard yet, so that its identity has to be found before it can be tested. */
  #testNamed(name: string, ids: readonly string[]): vscode.Command {
    const [only, ...others] = ids;
    if (only !== undefined && others.length === 0) return this.#test(only);
    return command('assumable.testIdentityNamed', l10n.t('Find and Test Identity: {0}', plain(name)), name);
  }
}

/** A text that is drawn as it is: a lens draws a name in brackets behind a dollar sign as an icon. */
function plain(text: string): string {
  return visible(text).replaceAll('$(', '$ (');
}

/** Lenses that create an identity, one for each caller in a document, such as what `aws sts get-caller-identity` says. */
async function callerLenses(document: vscode.TextDocument, text: string): Promise<vscode.CodeLens[]> {
  const presents = /arn:[\w-]{1,20}:(?:sts|iam)::\d{12}:(?:assumed-role|user|federated-user|root)\b/;
  if (!presents.test(text) || !/\b(?:AROA|AIDA|\d{12})/.test(text)) return [];
  const { findCallers } = await import('../../documents/callerOutput');
  const title = l10n.t('Create Identity for This Caller');
  return findCallers(text).map((found) => {
    const { account, arn, userId } = found.caller;
    const pasted = JSON.stringify({ Account: account, Arn: arn, UserId: userId });
    return new vscode.CodeLens(
      rangeIn(document, found),
      command('assumable.createIdentityFor', title, pasted),
    );
  });
}
