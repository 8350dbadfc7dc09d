import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { fieldTitle } from '../../core/field';
import type { RulesVerdict } from '../../core/match/verdict';
import { visible } from '../../core/text';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import { missingOf } from './findings';
import type { Model } from './model';
import { troubleView } from '../shared/parts';

/**
 * Always in sight below the columns: whether the caller is let in, who could assume it, and what creates or changes the
 * identity in Chainguard, with its result.
 */
export function resultBar(model: Model, controller: Controller): TemplateResult {
  const { form, busy } = model;
  const missing = missingOf(model);
  const working = busy === 'create';
  const { sending } = controller;
  const done = model.outcome.kind === 'created' || model.outcome.kind === 'changed';
  // One button for both, so that it keeps the focus when Create becomes Review Changes.
  const send = html`<vscode-button
    class="send"
    aria-describedby="create-hint"
    ?secondary=${form.editing !== null && done}
    ?disabled=${missing !== undefined}
    @click=${() => {
      // It keeps the focus while it works, where a disabled button would lose it.
      if (!working) void (form.editing ? sending.review() : sending.create()).then(() => focusOn('.review'));
    }}
    >${form.editing ? l10n.t('Review Changes') : l10n.t('Create')}</vscode-button
  >`;
  return html`<section class="result" aria-label=${l10n.t('Result')}>
    ${whoView(model)}
    <div class="create">
      ${signedOut(model, controller)}
      <p class="hint" id="create-hint">${missing ?? summary(model)}</p>
      ${outcome(model, controller)}
      <div class="row">
        ${model.outcome.kind === 'review' && model.outcome.differences.length > 0 ? nothing : send}
        ${
          form.editing
            ? html`<vscode-button
                ?secondary=${!done}
                ?disabled=${busy === 'test' || !model.trusted}
                @click=${() => void controller.sending.test(form.editing?.id ?? '')}
                >${l10n.t('Test It Now')}</vscode-button
              >`
            : nothing
        }
        ${working ? html`<vscode-progress-ring></vscode-progress-ring>` : nothing}
      </div>
      ${troubleView(model.createTrouble)}
    </div>
  </section>`;
}

/** Whether the caller can assume it, as far as that is known, and who could. */
function whoView({ judgement, form }: Model): TemplateResult {
  if (!judgement || form.editing?.trusts === 'other') return html`<div class="who"></div>`;
  const { verdict, who } = judgement;
  return html`<div class="who">
    ${verdict ? html`<p class="decides ${verdict}">${icon(signs[verdict])}<span>${verdictSentence(verdict)}</span></p>` : nothing}
    <h3 class="hint">${l10n.t('Who can assume it as it stands')}</h3>
    <p>${who}</p>
  </div>`;
}

const signs = { can: 'pass', cannot: 'close', unknown: 'info' } as const;

function verdictSentence(verdict: RulesVerdict): string {
  return {
    can: l10n.t('This caller can assume the identity.'),
    cannot: l10n.t('This caller cannot assume the identity.'),
    unknown: l10n.t('Whether this caller can assume the identity is not known: what is known fits.'),
  }[verdict];
}

/** Moves the focus to the element that replaced the pressed one. Returns whether it exists. */
function focusOn(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(`.create ${selector}`);
  element?.focus();
  return element !== null;
}

/** Offers to sign in if nobody is signed in. The rest of the page works without a sign-in. */
function signedOut({ signedOut, busy }: Model, controller: Controller): TemplateResult {
  return html`<div role="status">
    ${
      signedOut === null
        ? nothing
        : html`<div class="note information">
            ${icon('info')}
            <div>
              <p>${signedOut.message}</p>
              <vscode-button
                secondary
                ?disabled=${busy === 'sign-in'}
                @click=${() => void controller.sending.signIn()}
                >${l10n.t('Sign In…')}</vscode-button
              >
            </div>
          </div>`
    }
  </div>`;
}

function summary({ form }: Model): string {
  if (form.editing) return l10n.t('Shows what differs from the live identity before anything is sent.');
  const group = form.group?.name ?? '';
  return form.roles.length === 0
    ? l10n.t('Creates the identity without a role in: {0}', group)
    : l10n.t(
        'Creates the identity and binds {0} in: {1}',
        form.roles.map(({ name }) => name).join(', '),
        group,
      );
}

function outcome(model: Model, controller: Controller): TemplateResult | typeof nothing {
  const { outcome, busy } = model;
  switch (outcome.kind) {
    case 'none':
      return nothing;
    case 'created':
    case 'changed':
      return html`<p class="note done">
        ${icon('pass')}<span>${outcome.text}<br /><span class="code">${outcome.identity.id}</span></span>
      </p>`;
    case 'name-taken':
      return html`<div class="note warning" role="alert">
        ${icon('warning')}
        <div>
          <p>${l10n.t('The folder has an identity of this name already. It was left as it is.')}</p>
          <div class="row">
            <vscode-button
              secondary
              @click=${() => {
                controller.patch({ name: outcome.free });
                focusOn('.send');
              }}
              >${l10n.t('Use the Name {0}', outcome.free)}</vscode-button
            >
            ${
              outcome.existing
                ? html`<vscode-button
                    secondary
                    @click=${() => void controller.sending.openEdit(outcome.existing?.id ?? '')}
                    >${l10n.t('Edit That One')}</vscode-button
                  >`
                : nothing
            }
          </div>
        </div>
      </div>`;
    case 'review':
      return html`<div class="review" role="group" tabindex="-1" aria-label=${l10n.t('What changes')}>
        ${
          outcome.stale
            ? html`<p class="note warning" role="alert">
                ${icon('warning')}
                <span
                  >${l10n.t('The live identity has changed meanwhile. Nothing was sent; this is the difference now.')}</span
                >
              </p>`
            : nothing
        }
        ${
          outcome.differences.length === 0
            ? html`<p>${l10n.t('Nothing differs from the live identity.')}</p>`
            : html`<dl class="difference">
                  ${outcome.differences.map(
                    ({ field, claim, before, after, access = [] }) =>
                      html`<dt>${fieldTitle(field, claim)}</dt>
                        <dd>
                          <del
                            ><span class="unseen">${l10n.t('before:')} </span
                            >${visible(before) || l10n.t('(empty)')}</del
                          >
                        </dd>
                        <dd>
                          <ins
                            ><span class="unseen">${l10n.t('after:')} </span
                            >${visible(after) || l10n.t('(empty)')}</ins
                          >
                        </dd>
                        ${access.map((sentence) => html`<dd class="hint">${visible(sentence)}</dd>`)}`,
                  )}
                </dl>
                <div class="row">
                  <vscode-button
                    @click=${() => busy !== 'create' && void controller.sending.edit().then(() => focusOn('.review') || focusOn('.send'))}
                    >${l10n.t('Change It in Chainguard')}</vscode-button
                  >
                  <vscode-button
                    secondary
                    @click=${() => {
                      controller.sending.back();
                      focusOn('.send');
                    }}
                    >${l10n.t('Back')}</vscode-button
                  >
                </div>`
        }
      </div>`;
  }
}
