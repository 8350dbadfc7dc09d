import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DraftFinding } from '../../core/draft/judgement';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import type { Model, Search } from './model';
import { findingsView } from './parts';
import { noteView, valueOf } from '../shared/parts';
import { choicesOf, isChosen } from './picking';
import type { Picked } from '../../wire/builderForm';
import { longest } from '../../wire/fieldLimits';

/** The group, searched for while typing. */
export function groupPicker(
  model: Model,
  controller: Controller,
  findings: readonly DraftFinding[],
): TemplateResult {
  const { group } = model.form;
  return html`<div class="field">
    <label for="group">${l10n.t('Folder')}</label>
    ${combobox(model, controller, 'group', group?.name ?? '', l10n.t('Search folders…'))}
    ${findingsView('group-findings', findings, () => undefined)}
  </div>`;
}

/** The roles to bind, each with a button that removes it. */
export function rolesPicker(
  model: Model,
  controller: Controller,
  findings: readonly DraftFinding[],
): TemplateResult {
  const { roles } = model.form;
  return html`<div class="field">
    <label for="roles">${l10n.t('Roles to bind')}</label>
    ${
      roles.length === 0
        ? nothing
        : html`<ul class="chips" aria-label=${l10n.t('Roles that will be bound')}>
            ${roles.map(
              (role) =>
                html`<li>
                  <span>${role.name}</span>
                  <button
                    type="button"
                    aria-label=${l10n.t('Remove {0}', role.name)}
                    @click=${() => controller.picking.drop(role)}
                  >
                    ${icon('close')}
                  </button>
                </li>`,
            )}
          </ul>`
    }
    ${combobox(model, controller, 'roles', '', roles.length === 0 ? l10n.t('Search roles…') : l10n.t('Add another role…'))}
    ${findingsView('roles-findings', findings, () => undefined)}
  </div>`;
}

/** An input with a list below it (WAI-ARIA authoring practices, "Editable combobox with list autocomplete"). */
function combobox(
  model: Model,
  controller: Controller,
  of: Search['of'],
  value: string,
  placeholder: string,
): TemplateResult {
  const search = model.search?.of === of ? model.search : null;
  const items = search ? choicesOf(search) : [];
  const list = `${of}-list`;
  const open = search?.open === true && items.length > 0;
  const chosen = (item: Picked) => isChosen(model.form, of, item);
  const keys = (event: KeyboardEvent) => {
    const item = items[search?.active ?? 0];
    const move = (by: number) => {
      controller.picking.move(by);
      document.querySelector(`#${list} .active`)?.scrollIntoView({ block: 'nearest' });
    };
    if (event.key === 'ArrowDown' && !search) controller.picking.search(of, '');
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && item && open) controller.picking.pick(of, item);
    else if (event.key === 'Escape' && search) controller.picking.closeSearch();
    else return;
    event.preventDefault();
  };
  return html`<div class="combobox">
    <input
      id=${of}
      role="combobox"
      aria-expanded=${open ? 'true' : 'false'}
      aria-autocomplete="list"
      aria-controls=${list}
      aria-activedescendant=${open ? `${of}-${search.active}` : nothing}
      aria-describedby="${of}-findings ${of}-count"
      placeholder=${placeholder}
      maxlength=${longest.search}
      spellcheck="false"
      autocomplete="off"
      .value=${search ? search.text : value}
      @focus=${() => controller.picking.open(of)}
      @blur=${(event: Event) => {
        // If only the window lost the focus, this is still the active element, and the typed text stays.
        if (document.activeElement !== event.target) controller.picking.leave();
      }}
      @keydown=${keys}
      @input=${(event: Event) => controller.picking.search(of, valueOf(event))}
    />
    <div id="${of}-count" role="status">${search ? count(search) : nothing}</div>
    <ul
      id=${list}
      role="listbox"
      tabindex="-1"
      aria-label=${of === 'group' ? l10n.t('Folders') : l10n.t('Roles')}
      ?hidden=${!open}
    >
      ${items.map(
        (item, index) =>
          html`<li
            id="${of}-${index}"
            role="option"
            class=${index === search?.active ? 'active' : nothing}
            aria-selected=${chosen(item) ? 'true' : 'false'}
            @mousedown=${(event: Event) => {
              event.preventDefault();
              controller.picking.pick(of, item);
            }}
          >
            <span>${chosen(item) ? icon('check') : nothing}</span>
            <span>${item.name}</span><span class="hint">${item.detail}</span>
          </li>`,
      )}
    </ul>
  </div>`;
}

/** How many entries there are to choose from, or why there are none. */
function count({ found, trouble, text }: Search): TemplateResult | typeof nothing {
  if (trouble) {
    return trouble.kind === 'signed-out'
      ? noteView(
          'information',
          l10n.t(
            'Sign in to Chainguard to choose from your organization, or type the name. {0}',
            trouble.message,
          ),
        )
      : noteView('error', trouble.message);
  }
  const said = !found
    ? l10n.t('Loading…')
    : found.total === 0
      ? l10n.t('Nothing fits: {0}', text)
      : found.total > found.items.length
        ? l10n.t('The first {0} of {1}. Type to narrow them down.', found.items.length, found.total)
        : '';
  return said === '' ? nothing : html`<p class="hint">${said}</p>`;
}
