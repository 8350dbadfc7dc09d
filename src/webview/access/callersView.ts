import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type AccessState, longestPaste } from '../../wire/access';
import { noteView, troubleView, valueOf } from '../shared/parts';
import type { Store } from './store';

/** Which callers are columns, and a place to paste others. */
export function callersView(store: Store, { callers }: AccessState): TemplateResult {
  const { paste, pasteTrouble } = store.model;
  const pasted = callers.filter((caller) => caller.pasted);
  return html`<details class="callers">
      <summary>${l10n.t('Callers: {0}. Add others…', callers.length.toLocaleString())}</summary>
      <label for="paste">${l10n.t('Anything that holds an ARN and a user ID')}</label>
      <textarea
        id="paste"
        rows="4"
        maxlength=${longestPaste}
        spellcheck="false"
        placeholder=${l10n.t('The output of: aws sts get-caller-identity')}
        .value=${paste}
        @input=${(event: Event) => store.set({ paste: valueOf(event) })}
      ></textarea>
      ${troubleView(pasteTrouble)}
      <div class="row">
        <vscode-button ?disabled=${paste.trim() === ''} @click=${() => void store.addPasted()}
          >${l10n.t('Add Callers')}</vscode-button
        >
        <span class="hint"
          >${l10n.t('What was pasted is not kept, only the callers in it until this page is closed.')}</span
        >
      </div>
      ${
        pasted.length === 0
          ? nothing
          : html`<ul>
              ${pasted.map(
                ({ id, name, arn }) =>
                  html`<li>
                    <span>${name}</span> <span class="hint">${arn}</span>
                    <vscode-button
                      secondary
                      aria-label=${l10n.t('Remove {0}', name)}
                      @click=${() => void store.remove(id)}
                      >${l10n.t('Remove')}</vscode-button
                    >
                  </li>`,
              )}
            </ul>`
      }
    </details>
    ${
      callers.length === 0
        ? noteView(
            'information',
            l10n.t(
              'No caller of this machine is known yet. Ask who is calling in the AWS Callers view, or paste a caller above.',
            ),
          )
        : nothing
    }`;
}
