import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BuilderServices } from './host';
import { heading, lead } from '../../wire/builderFrame';
import type { BuilderSeed } from './seed';
import { LastEditor } from './lastEditor';
import type { Frame } from '../page/html';
import { showPage, type PagePanel } from '../page/panel';

const viewType = 'assumable.builder';

/**
 * The builder pages. Each panel has its own host, so pages do not know of each other. A panel that VS Code
 * restores after a reload or a restart gets a new host, and fills itself in from what the page kept.
 */
export class BuilderPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #services: Omit<BuilderServices, 'editors' | 'kept'>;
  readonly #kept: vscode.Memento;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #registration: vscode.Disposable;
  readonly #editors = new LastEditor();

  constructor(
    extension: vscode.Uri,
    services: Omit<BuilderServices, 'editors' | 'kept'>,
    kept: vscode.Memento,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#extension = extension;
    this.#services = services;
    this.#kept = kept;
    this.#failed = failed;
    this.#registration = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** Opens a page in the active editor group. */
  open(seed: BuilderSeed): void {
    const panel = vscode.window.createWebviewPanel(
      viewType,
      seed.edit === undefined ? l10n.t('New Identity') : l10n.t('Edit Identity'),
      vscode.ViewColumn.Active,
    );
    this.#serve(
      panel,
      seed,
      seed.edit === undefined
        ? { heading: heading(null), lead: lead() }
        : { heading: l10n.t('Edit identity'), lead: l10n.t('Reading the identity…') },
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#serve(panel, {}, { heading: panel.title, lead: lead() });
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#editors.dispose();
  }

  #serve(panel: vscode.WebviewPanel, seed: BuilderSeed, frame: Frame): void {
    const serve = async (shown: PagePanel) => {
      const { serveBuilder } = await import('./host');
      const services = { ...this.#services, editors: this.#editors, kept: this.#kept };
      return serveBuilder(services, seed, shown, this.#failed);
    };
    showPage(panel, this.#extension, { name: 'builder', frame, serve }, this.#failed);
  }
}
