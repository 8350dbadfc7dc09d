import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import { accessHeading, accessLead } from '../../wire/accessFrame';
import type { AccessState } from '../../wire/access';
import { noteView, troubleView } from '../shared/parts';
import { callersView } from './callersView';
import { gridView } from './grid';
import { overlapsView } from './overlapsView';
import type { Store } from './store';
import { toolbar } from './toolbar';

/** The whole page. */
export function page(store: Store): TemplateResult {
  const { state, said } = store.model;
  const isEmpty = !state || (state.phase === 'empty' && state.read === 0);
  return html`<main aria-busy=${state ? nothing : 'true'}>
    ${guard([store.revision], () => aboveTable(store))}
    ${isEmpty ? nothing : html`${gridView(store)} ${detail(store)}`}
    ${state && !isEmpty && store.count === 0 && state.phase === 'done' ? nobody(state) : nothing}
    <div class="said" role="status" aria-live="polite">
      ${keyed(said.number, html`<span>${said.text}</span>`)}
    </div>
  </main>`;
}

/** What does not change while the table is scrolled. */
function aboveTable(store: Store): TemplateResult {
  const { state, trouble } = store.model;
  return html`<header>
      <h1>${accessHeading(state?.of ?? '')}</h1>
      <p class="lead">${accessLead()}</p>
    </header>
    ${state ? toolbar(store, state) : nothing} ${troubleView(trouble)}
    ${state ? stateView(store, state) : nothing}
    ${state ? html`${callersView(store, state)} ${overlapsView(state)}` : nothing}`;
}

function nobody(state: AccessState): TemplateResult {
  return html`<p class="empty">
    ${state.read === 0 ? l10n.t('There is no identity here.') : l10n.t('No identity fits the search and the filter.')}
  </p>`;
}

/** How far the table is, and what can be done about it. */
function stateView(store: Store, state: AccessState): TemplateResult {
  const { phase, problem, stale } = state;
  const isBusy = phase === 'reading' || phase === 'working';
  const button = (title: string, act: () => Promise<void>) =>
    html`<vscode-button secondary @click=${() => void act()}>${title}</vscode-button>`;
  const needsSignIn = problem?.kind === 'signed-out' || (!state.signedIn && phase === 'empty');
  return html`<div class="row state">
    ${isBusy ? html`<vscode-progress-ring></vscode-progress-ring>` : nothing}
    <span class="progress">${progressText(store, state)}</span>
    ${isBusy ? button(l10n.t('Cancel'), () => store.cancel()) : nothing}
    ${phase === 'cancelled' ? button(l10n.t('Read All'), () => store.reload()) : nothing}
    ${phase === 'empty' ? button(l10n.t('Choose Identities…'), () => store.choose()) : nothing}
    ${needsSignIn ? button(l10n.t('Sign In…'), () => store.signIn()) : nothing}
    ${
      problem
        ? html`<div role="alert">${noteView('error', problem.message)}</div>
            ${button(l10n.t('Try Again'), () => store.reload())}`
        : nothing
    }
    ${
      stale
        ? html`${noteView('warning', l10n.t('Identities may have changed since they were read.'))}
          ${button(l10n.t('Reload'), () => store.reload())}`
        : nothing
    }
  </div>`;
}

function progressText(store: Store, { phase, read, total, worked, cells, signedIn }: AccessState): string {
  const [some, all] = [read.toLocaleString(), total?.toLocaleString()];
  const isPart = total !== null && read < total;
  const many =
    isPart && all !== undefined ? l10n.t('{0} of {1} identities', some, all) : l10n.t('{0} identities', some);
  switch (phase) {
    case 'empty':
      return signedIn
        ? l10n.t('Choose whose identities to show.')
        : l10n.t(
            'You are not signed in to Chainguard. Definitions in this workspace can be shown all the same.',
          );
    case 'reading':
      return l10n.t('Reading: {0}', many);
    case 'working': {
      const percent = cells === 0 ? 100 : Math.floor((100 * worked) / cells);
      return l10n.t('{0}, worked out: {1}%', many, percent);
    }
    case 'cancelled':
      return l10n.t('Cancelled after {0}. What is not there is not said.', many);
    case 'failed':
      return read === 0 ? '' : l10n.t('Only {0} could be read.', many);
    case 'done': {
      const shown = store.count === read ? '' : l10n.t('{0} of them shown', store.count.toLocaleString());
      return [many, shown].filter((part) => part !== '').join(', ');
    }
  }
}

/** The active cell as a sentence, with what can be done about it. */
function detail(store: Store): TemplateResult {
  const { active } = store.model;
  const sentence = store.sentence(active);
  const row = store.row(active.row);
  const isName = row !== undefined && active.row >= 0 && sentence === undefined;
  return html`<div class="row detail">
    <span class="sentence">${sentence ?? (isName ? row.name : l10n.t('Enter on a cell shows why.'))}</span>
    ${
      sentence === undefined
        ? nothing
        : html`<vscode-button secondary @click=${() => void store.activate()}
            >${l10n.t('Explain')}</vscode-button
          >`
    }
    ${
      isName
        ? html`<vscode-button secondary @click=${() => void store.activate({ row: active.row, column: 0 })}
            >${l10n.t('Show Identity')}</vscode-button
          >`
        : nothing
    }
  </div>`;
}
