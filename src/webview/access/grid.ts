import * as l10n from '@vscode/l10n';
import { html, noChange, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { cellWords, signOf } from '../../core/access/cellText';
import type { ShownCaller, ShownRow } from '../../wire/access';
import {
  columnsSeen,
  type FactColumn,
  headHeight,
  placeOf,
  rowHeight,
  rowsSeen,
  scrollTo,
  sizeOf,
} from './geometry';
import { factTitle } from './factTitle';
import { moved } from './keys';
import { answerIn, stateIn, type Place, type Store } from './store';

/** The table. Only the cells that are seen are drawn, and the one that has the focus. */
export function gridView(store: Store): TemplateResult {
  const { seen, active, state } = store.model;
  const { facts, count, columnCount } = store;
  const callers = state?.callers.length ?? 0;
  const [from, to] = rowsSeen(seen, count);
  const rows = Array.from({ length: to - from }, (_, index) => from + index);
  if (active.row >= to && active.row < count) rows.push(active.row);
  if (active.row >= 0 && active.row < from) rows.unshift(active.row);
  // What leaves on one side comes in on the other, which is less work than to make it anew; the focus stays where it is.
  const slots = Math.max(1, rows.length);
  const keyOf = (row: number) => (row === active.row ? `active ${row}` : row % slots);
  const columns = new Set(columnsSeen(seen, callers, facts)).add(Math.min(active.column, columnCount - 1));
  const drawn = [...columns].sort((a, b) => a - b);
  const filled = store.fill(rows);
  const { width, height } = sizeOf(count, callers, facts);
  return html`<div
    class=${seen.left > 0 ? 'table aside' : 'table'}
    role="grid"
    aria-label=${l10n.t('Who can assume what')}
    aria-rowcount=${count + 1}
    aria-colcount=${columnCount}
    aria-readonly="true"
    @scroll=${(event: Event) => scrolled(store, event.currentTarget)}
    @keydown=${(event: KeyboardEvent) => pressed(store, event)}
    @click=${(event: Event) => clicked(store, event)}
    @dblclick=${() => void store.activate()}
  >
    <div class="canvas" role="presentation" .style=${`width:${width}px;height:${height}px`}>
      <div class="head" role="row" aria-rowindex="1" .style=${`height:${headHeight}px`}>
        ${guard([drawn.join(), store.revision], () =>
          repeat(
            drawn,
            (column) => column,
            (column) => headCell(store, column),
          ),
        )}
      </div>
      ${repeat(rows, keyOf, (row) => rowView(store, row, drawn, filled.has(row)))}
    </div>
  </div>`;
}

/** What a person sees of the table, told after it was laid out, scrolled or made larger. */
export function scrolled(store: Store, target: EventTarget | null): void {
  if (!(target instanceof HTMLElement)) return;
  const { scrollTop, scrollLeft, clientWidth, clientHeight } = target;
  const { seen } = store.model;
  if (
    scrollTop === seen.top &&
    scrollLeft === seen.left &&
    clientWidth === seen.width &&
    clientHeight === seen.height
  )
    return;
  store.see({ top: scrollTop, left: scrollLeft, width: clientWidth, height: clientHeight });
}

/**
 * A row. The name is always drawn; all else once a frame has room for it. Until then the cells of the row that was here
 * are out of sight. What has not changed is not worked out again.
 */
function rowView(
  store: Store,
  row: number,
  [name = 0, ...columns]: readonly number[],
  isFilled: boolean,
): TemplateResult {
  const shown = store.row(row);
  const { active, state } = store.model;
  const focused = active.row === row ? active.column : undefined;
  return html`<div
    class=${isFilled ? 'line' : 'line waiting'}
    role="row"
    aria-rowindex=${row + 2}
    .style=${`top:${headHeight + row * rowHeight}px;height:${rowHeight}px`}
  >
    ${guard([row, shown, focused === name], () => cellView(store, { row, column: name }, shown))}
    ${
      isFilled
        ? guard([row, shown, state, focused, columns.join()], () =>
            repeat(
              columns,
              (column) => column,
              (column) => cellView(store, { row, column }, shown),
            ),
          )
        : noChange
    }
  </div>`;
}

function headCell(store: Store, column: number): TemplateResult {
  const { state, view } = store.model;
  const fact = store.facts[column];
  const caller = state?.callers[column - store.facts.length];
  const isOrder = fact !== undefined && fact === view.order;
  const label = fact === undefined ? (caller?.name ?? '') : factTitle(fact);
  return html`<div
    role="columnheader"
    class=${`cell ${fact ?? 'caller'}`}
    aria-colindex=${column + 1}
    aria-sort=${isOrder ? (view.descending ? 'descending' : 'ascending') : nothing}
    title=${caller ? `${caller.name}\n${caller.arn}` : nothing}
    data-row="-1"
    data-column=${column}
    tabindex=${tabindex(store, { row: -1, column })}
    .style=${styleOf(store, column)}
  >
    <span class="label">${label}${isOrder ? (view.descending ? ' ↓' : ' ↑') : nothing}</span>
    ${caller ? html`<span class="hint">${hintOf(caller)}</span>` : nothing}
  </div>`;
}

function cellView(store: Store, place: Place, row: ShownRow | undefined): TemplateResult {
  const fact = store.facts[place.column];
  const index = place.column - store.facts.length;
  const sentence = store.sentence(place);
  const state = row && fact === undefined ? stateIn(row, index) : undefined;
  return html`<div
    role=${fact === 'name' ? 'rowheader' : 'gridcell'}
    class=${`cell ${fact ?? `caller ${state ?? ''}`}`}
    aria-colindex=${place.column + 1}
    aria-label=${sentence ?? nothing}
    title=${sentence ?? (row && fact ? factText(row, fact) : nothing)}
    data-row=${place.row}
    data-column=${place.column}
    tabindex=${tabindex(store, place)}
    .style=${styleOf(store, place.column)}
  >
    ${
      !row
        ? '…'
        : fact
          ? factText(row, fact)
          : html`<span class="sign">${signOf(stateIn(row, index))}</span> ${cellWords(answerIn(row, index))}`
    }
  </div>`;
}

function styleOf(store: Store, column: number): string {
  const { left, width } = placeOf(column, store.facts);
  return column === 0 ? `width:${width}px` : `left:${left}px;width:${width}px`;
}

function tabindex({ model: { active } }: Store, { row, column }: Place): number {
  return active.row === row && active.column === column ? 0 : -1;
}

function factText(row: ShownRow, fact: FactColumn): string {
  switch (fact) {
    case 'name':
    case 'folder':
    case 'seen':
      return row[fact];
    case 'callers':
      return row.callers.toLocaleString();
    case 'roles':
      return row.roles.join(', ');
  }
}

/** What tells a caller from others: what stands behind the account of its ARN or, if that is its name, the account. */
function hintOf({ name, arn }: ShownCaller): string {
  const [, , , , account = '', ...rest] = arn.split(':');
  const short = rest.join(':').replace(/^assumed-role\//, '');
  return short === name ? account : short;
}

function placeAt(event: Event): Place | undefined {
  const { target } = event;
  const cell = target instanceof Element ? target.closest('[data-column]') : null;
  if (!(cell instanceof HTMLElement)) return undefined;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

function clicked(store: Store, event: Event): void {
  const place = placeAt(event);
  if (!place) return;
  store.go(place);
  focus(store, event.currentTarget);
  if (place.row < 0) void store.activate(place);
}

function pressed(store: Store, event: KeyboardEvent): void {
  const { model, count, columnCount } = store;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    void store.activate();
    return;
  }
  const page = Math.max(1, Math.floor((model.seen.height - headHeight) / rowHeight) - 1);
  const ctrlKey = event.ctrlKey || event.metaKey;
  const to = moved(model.active, { key: event.key, ctrlKey }, { rows: count, columns: columnCount, page });
  if (!to || event.altKey || event.shiftKey) return;
  event.preventDefault();
  store.go(to);
  // The names are in sight anyway; what is beside them comes back.
  if (event.key === 'Home' && event.currentTarget instanceof HTMLElement) event.currentTarget.scrollLeft = 0;
  focus(store, event.currentTarget);
}

/** Brings the active cell into sight, and gives it the focus. */
function focus(store: Store, table: EventTarget | null): void {
  if (!(table instanceof HTMLElement)) return;
  scrolled(store, table);
  const { active, seen } = store.model;
  const { top, left } = scrollTo(seen, active, store.facts);
  table.scrollTo({ top, left });
  scrolled(store, table);
  store.drawNow();
  const cell = table.querySelector<HTMLElement>(`[data-row="${active.row}"][data-column="${active.column}"]`);
  cell?.focus({ preventScroll: true });
}
