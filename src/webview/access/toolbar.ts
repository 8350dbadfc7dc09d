import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { type ExportFormat, exportFormats } from '../../core/access/tableExport';
import { type RowFilter, rowFilters, type RowOrder, rowOrders } from '../../core/access/tableView';
import { type AccessState, longestSearch } from '../../wire/access';
import { valueOf } from '../shared/parts';
import type { Store } from './store';

/** What to show, in which order, and what to do with it. */
export function toolbar(store: Store, state: AccessState): TemplateResult {
  const { view, format } = store.model;
  const isLive = state.of !== '' && state.roles !== 'reading';
  return html`<div class="toolbar" role="group" aria-label=${l10n.t('What the table shows')}>
    <div class="tools">
      <label for="search">${l10n.t('Search')}</label>
      <input
        id="search"
        type="search"
        maxlength=${longestSearch}
        .value=${view.text}
        placeholder=${l10n.t('Name, folder, ID, ARN')}
        spellcheck="false"
        autocomplete="off"
        @input=${(event: Event) => store.look({ text: valueOf(event) })}
      />
    </div>
    ${choice({
      id: 'filter',
      label: l10n.t('Show'),
      values: rowFilters,
      chosen: view.only,
      text: filterText,
      choose: (only) => store.look({ only }),
    })}
    ${choice({
      id: 'order',
      label: l10n.t('Sort by'),
      values: rowOrders,
      chosen: view.order,
      text: orderText,
      choose: (order) => store.look({ order, descending: order === 'callers' || order === 'seen' }),
    })}
    <div class="tools">
      <label class="check"
        ><input
          type="checkbox"
          .checked=${state.roles !== 'hidden'}
          ?disabled=${!isLive}
          @change=${() => void store.roles(state.roles === 'hidden')}
        />${l10n.t('What it may do')}</label
      >
    </div>
    <vscode-button
      secondary
      ?disabled=${state.read === 0 || state.overlaps?.running === true}
      @click=${() => void store.overlaps()}
      >${l10n.t('Find Overlaps')}</vscode-button
    >
    <vscode-button secondary @click=${() => void store.choose()}
      >${l10n.t('Other Identities…')}</vscode-button
    >
    <vscode-button secondary ?disabled=${state.of === ''} @click=${() => void store.reload()}
      >${l10n.t('Reload')}</vscode-button
    >
    <div class="tools">
      ${choice({
        id: 'format',
        label: l10n.t('Export as'),
        values: exportFormats,
        chosen: format,
        text: formatText,
        choose: (chosen) => store.set({ format: chosen }),
      })}
      <vscode-button secondary ?disabled=${state.read === 0} @click=${() => void store.write('open')}
        >${l10n.t('Open Export')}</vscode-button
      >
      <vscode-button secondary ?disabled=${state.read === 0} @click=${() => void store.write('save')}
        >${l10n.t('Save Export…')}</vscode-button
      >
    </div>
  </div>`;
}

function choice<Value extends string>(of: {
  readonly id: string;
  readonly label: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly text: (value: Value) => string;
  readonly choose: (value: Value) => void;
}): TemplateResult {
  const { id, label, values, chosen, text, choose } = of;
  const changed = (event: Event) => {
    const value = values.find((each) => each === valueOf(event));
    if (value !== undefined) choose(value);
  };
  return html`<div class="tools">
    <label for=${id}>${label}</label>
    <select id=${id} .value=${chosen} @change=${changed}>
      ${values.map(
        (value) => html`<option value=${value} ?selected=${value === chosen}>${text(value)}</option>`,
      )}
    </select>
  </div>`;
}

function filterText(filter: RowFilter): string {
  return {
    all: l10n.t('All identities'),
    several: l10n.t('Those that several known callers can assume'),
    nobody: l10n.t('Those that no known caller can assume'),
    overlaps: l10n.t('Those that share a caller with another'),
  }[filter];
}

function orderText(order: RowOrder): string {
  return {
    name: l10n.t('Name'),
    folder: l10n.t('Folder'),
    callers: l10n.t('Number of callers'),
    seen: l10n.t('Last seen'),
  }[order];
}

function formatText(format: ExportFormat): string {
  return { csv: 'CSV', markdown: 'Markdown', json: 'JSON' }[format];
}
