import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ago } from '../../core/age';
import { signOf } from '../../core/match/verdict';
import type { Listed } from '../../wire/tests';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import type { Model } from './model';
import { outcomeWord } from './words';

/** The id of a result's row in the document. */
export function rowPlace(id: string): string {
  return `row-${id}`;
}

/** The results, newest first. Arrow keys go from one to the next. */
export function listView(
  results: readonly Listed[],
  model: Model,
  controller: Controller,
  at: Date,
): TemplateResult {
  const key = (event: KeyboardEvent) => {
    const { focused } = model;
    const far = results.length;
    const moves: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -far, End: far };
    const by = moves[event.key];
    if (by !== undefined) controller.move(by);
    else if ((event.key === 'Enter' || event.key === ' ') && focused !== null) controller.take(focused);
    else if (event.key === 'Escape') controller.leave();
    else return;
    event.preventDefault();
  };
  return html`<ul
    class="list"
    role="listbox"
    aria-label=${l10n.t('Results')}
    aria-multiselectable="true"
    @keydown=${key}
  >
    ${repeat(
      results,
      ({ id }) => id,
      (result) => rowView(result, model, controller, at),
    )}
  </ul>`;
}

function rowView(result: Listed, model: Model, controller: Controller, at: Date): TemplateResult {
  const { id, identityName, sourceName, started, outcome, stale } = result;
  const { selected, focused, compared, choosing } = model;
  const chosen = id === selected || id === compared?.other.id;
  const then = new Date(started);
  const click = (event: MouseEvent) => {
    if (choosing || event.ctrlKey || event.metaKey) void controller.compareWith(id);
    else controller.go(id);
  };
  return html`<li
    id=${rowPlace(id)}
    role="option"
    class=${outcome ?? 'running'}
    tabindex=${id === focused ? '0' : '-1'}
    aria-selected=${String(chosen)}
    @click=${click}
  >
    <span class="sign" aria-hidden="true">${outcome ? signOf(outcome) : icon('loading')}</span>
    <span class="name">${identityName}</span>
    <time datetime=${then.toISOString()} title=${then.toLocaleString()}>${ago(then, at)}</time>
    <span class="as">${l10n.t('as {0}', sourceName)}</span>
    <span class="word"
      >${outcomeWord(outcome)}${stale ? html` · <em>${l10n.t('changed since')}</em>` : nothing}</span
    >
  </li>`;
}
