import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { fieldTitle } from '../../core/field';
import type { DraftFinding } from '../../core/draft/judgement';
import type { Fix } from '../../core/lint/finding';
import type { TokenRules, TokenWay } from '../../wire/builderForm';
import { longest, mostClaims } from '../../wire/fieldLimits';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import { findingsOf } from './findings';
import type { Model } from './model';
import { findingsView, textField } from './parts';
import { ruleField } from './ruleField';
import { type ShownVerdict, verdictView } from './verdictView';

type Part = 'issuer' | 'subject' | 'audience';

/** What an identity asks of a token: issuer, subject, audience, then any further claims. */
export function tokenRules(model: Model, way: TokenWay, controller: Controller): TemplateResult {
  const rules = model.form.rules[way];
  return html`${(['issuer', 'subject', 'audience'] as const).map((part) =>
    partField(model, way, part, rules, controller),
  )}
  ${claimRows(model, rules, controller)}`;
}

function partField(
  model: Model,
  way: TokenWay,
  part: Part,
  rules: TokenRules,
  controller: Controller,
): TemplateResult {
  const findings = findingsOf(model)(part);
  const verdict = model.judgement?.tokenVerdicts.find((each) => each.field === part);
  const differs = verdict?.verdict === 'cannot' ? verdict : undefined;
  const shown: ShownVerdict | undefined = verdict && {
    field: part,
    matches: verdict.matches,
    sentence: verdict.sentence,
    actual: verdict.actual,
    actualAt: differs?.actualAt ?? { start: 0, end: 0 },
    from: 'token',
    change: differs?.change,
  };
  const fix = () => {
    const rule = differs?.change?.rule;
    if (rule) controller.patch({ token: { part, field: part, rule } });
  };
  return html`<div class="rule-block">
    ${ruleField({
      id: part,
      label: part === 'audience' ? l10n.t('Audience (optional)') : fieldTitle(part),
      rule: rules[part],
      hint: hintFor(model, way, part, rules),
      placeholder: placeholders[way][part] ?? (part === 'audience' ? model.start.audience : undefined),
      wrong: differs !== undefined || findings.some(({ severity }) => severity === 'error'),
      at: differs?.expectedAt,
      hasVerdict: verdict !== undefined,
      change: (rule) => controller.patch({ token: { part, field: part, rule } }),
    })}
    ${verdictView(shown, fix)} ${findingsView(`${part}-findings`, findings, (sets) => controller.patch(sets))}
  </div>`;
}

const placeholders: Readonly<Record<TokenWay, Partial<Record<Part, string>>>> = {
  'web-identity': {
    issuer: 'https://….tokens.sts.global.api.aws',
    subject: 'arn:aws:iam::123456789012:role/name',
  },
  github: { subject: 'repo:organization/repository:ref:refs/heads/main' },
  token: { issuer: 'https://…' },
};

function hintFor(model: Model, way: TokenWay, part: Part, rules: TokenRules): string | undefined {
  if (part === 'audience')
    return rules.audience.value === ''
      ? l10n.t('Empty: the token is made for Chainguard’s own issuer, {0}', model.start.audience)
      : undefined;
  if (way !== 'web-identity' || rules[part].value !== '') return undefined;
  return part === 'issuer'
    ? l10n.t('Each AWS account has its own. Ask AWS, or take what this prints: {0}', infoCommand)
    : l10n.t('The ARN of the role or user itself, with its path and without a session.');
}

const infoCommand = 'aws iam get-outbound-web-identity-federation-info';

/** The further claims, a row each. Findings stand below the row of their claim. */
function claimRows(model: Model, { claims }: TokenRules, controller: Controller): TemplateResult {
  const { trusting } = controller;
  const findings = findingsOf(model)('claims');
  const named = new Set(claims.map(({ name }) => name));
  const others = findings.filter(({ claim }) => claim === undefined || !named.has(claim));
  const apply = (sets: Fix['sets']) => controller.patch(sets);
  // A row that is being filled in is not wrong yet.
  const isOpen = (index: number) => claims[index]?.name === '' || claims[index]?.rule.value === '';
  const of = (name: string, index: number): readonly DraftFinding[] =>
    claims.findIndex((each) => each.name === name) === index
      ? findings.filter(({ claim, severity }) => claim === name && !(severity === 'error' && isOpen(index)))
      : [];
  return html`<fieldset class="claims">
    <legend>${l10n.t('Further claims (optional)')}</legend>
    ${claims.map(({ name, rule }, index) => {
      const id = `claim-${index}`;
      return html`<div class="rule-block claim">
        <div class="row claim-name">
          ${textField({
            id: `${id}-name`,
            label: l10n.t('Claim {0}', index + 1),
            value: name,
            most: longest.rule,
            placeholder: 'repository_owner',
            code: true,
            input: (text) => trusting.claim(index, { name: text.trim() }),
          })}
          <button
            type="button"
            class="remove"
            aria-label=${l10n.t('Remove the claim {0}', name || index + 1)}
            @click=${() => {
              trusting.removeClaim(index);
              // The focus stays where the rows are.
              document.getElementById('add-claim')?.focus();
            }}
          >
            ${icon('close')}
          </button>
        </div>
        ${ruleField({
          id,
          label: l10n.t('Value'),
          about: l10n.t('Value of the claim {0}', name || index + 1),
          rule,
          wrong: of(name, index).some(({ severity }) => severity === 'error'),
          hasVerdict: false,
          change: (changed) => trusting.claim(index, { rule: changed }),
        })}
        ${findingsView(`${id}-findings`, of(name, index), apply)}
      </div>`;
    })}
    ${findingsView('claims-findings', others, apply)}
    ${
      claims.length < mostClaims
        ? html`<vscode-button
            secondary
            id="add-claim"
            @click=${() => {
              trusting.addClaim();
              document.getElementById(`claim-${claims.length}-name`)?.focus();
            }}
            >${l10n.t('Add a Claim')}</vscode-button
          >`
        : nothing
    }
  </fieldset>`;
}
