import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accessHeading, accessLead } from '../../wire/accessFrame';
import { showPage, type PagePanel } from '../page/panel';
import type { AccessServices } from './host';

const viewType = 'assumable.access';

/** The access pages. One that VS Code restores after a reload or a restart reads its identities again. */
export class AccessPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #services: AccessServices;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #registration: vscode.Disposable;

  constructor(
    extension: vscode.Uri,
    services: AccessServices,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#extension = extension;
    this.#services = services;
    this.#failed = failed;
    this.#registration = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** Opens a page of the identities below a group; without one, of what the person has or chooses. */
  open(groupId?: string): void {
    const title = l10n.t('Access');
    this.#serve(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active), groupId);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#serve(panel, undefined);
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #serve(panel: vscode.WebviewPanel, groupId: string | undefined): void {
    const serve = async (shown: PagePanel) =>
      (await import('./host')).serveAccess(this.#services, groupId, shown, this.#failed);
    const frame = { heading: accessHeading(''), lead: accessLead() };
    showPage(panel, this.#extension, { name: 'access', frame, serve }, this.#failed);
  }
}
