import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { noteView, troubleView } from '../shared/parts';
import { comparedView } from './compared';
import type { Controller } from './controller';
import { listView } from './list';
import type { Model } from './model';
import { resultView } from './result';

export { rowPlace } from './list';
export { resultPlace } from './result';

/** The whole page. */
export function page(model: Model, controller: Controller, at: Date): TemplateResult {
  const { results, said } = model;
  return html`<main aria-busy=${results === null ? 'true' : 'false'}>
    <h1 class="unseen">${l10n.t('Identity tests')}</h1>
    ${contentView(model, controller, at)}
    <div class="unseen" role="status" aria-live="polite">
      ${keyed(said.number, html`<p>${said.text}</p>`)}
    </div>
  </main>`;
}

function contentView(model: Model, controller: Controller, at: Date): TemplateResult | typeof nothing {
  const { results, shown, compared, trusted, trouble } = model;
  if (results === null) return trouble ? troubleView(trouble) : nothing;
  if (results.length === 0) return emptyView(model, controller);
  return html`<div class="columns">
    <div class="side">
      ${trusted ? nothing : noteView('information', restricted())} ${listView(results, model, controller, at)}
    </div>
    <div class="detail">
      ${
        compared
          ? comparedView(compared, controller)
          : shown
            ? resultView(shown, model, controller, at)
            : troubleView(trouble)
      }
    </div>
  </div>`;
}

function emptyView({ trusted, trouble }: Model, controller: Controller): TemplateResult {
  return html`<div class="nothing">
    <p>
      ${
        trusted
          ? l10n.t('Find out whether an AWS caller can assume an identity, and if not, why.')
          : restricted()
      }
    </p>
    <button
      type="button"
      class="action first"
      @click=${() => void controller.begin(trusted ? 'test' : 'trust')}
    >
      ${trusted ? l10n.t('Test an Identity…') : l10n.t('Manage Workspace Trust')}
    </button>
    ${troubleView(trouble)}
  </div>`;
}

function restricted(): string {
  return l10n.t('Restricted Mode: identities can be read, but nothing is signed, exchanged, changed or run.');
}
