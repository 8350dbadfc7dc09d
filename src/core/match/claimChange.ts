import * as l10n from '@vscode/l10n';
import { parseArn } from '../arn';
import { principalOf } from '../caller';
import { textFor } from '../access/texts';
import type { Rule } from '../identity';
import { anchorPattern, quotePattern } from '../pattern/pattern';
import { platformOfIssuer } from '../platform/platform';
import { replace } from '../text';
import type { ClaimCause, ClaimPart } from './claimCause';
import { claimName } from './claimName';
import { arnParts, ruleHolds, type RulePart } from './rule';
import { changesEachRun, runOf, subjectParts } from './subjectParts';

/** A change to one rule that makes it accept a token. */
export interface ClaimChange {
  /** The rule's new value; `undefined` removes the rule. */
  readonly rule: Rule | undefined;
  /** What to do, as a sentence that ends with the new value. */
  readonly sentence: string;
  /** Who else the changed rule would accept, as a sentence. */
  readonly alsoLetsIn: string;
}

/** The smallest change that makes a rule accept what the token says. It keeps what already fits. */
export function claimChange(
  part: ClaimPart,
  field: string,
  rule: Rule | undefined,
  actual: string,
  cause: ClaimCause,
): ClaimChange {
  const exact: Rule = { kind: 'exact', value: actual };
  const changed = candidates(rule, actual, cause).find((each) => ruleHolds(each, actual)) ?? exact;
  const name = claimName(part, field);
  const sentence =
    changed.kind === 'exact'
      ? l10n.t('Set the exact {0} to: {1}', name, changed.value)
      : l10n.t('Set the {0} pattern to: {1}', name, changed.value);
  return { rule: changed, sentence, alsoLetsIn: alsoLetsIn(part, rule, changed, actual) };
}

/** The change that drops a rule for a claim that the token does not have. */
export function claimRemoval(field: string): ClaimChange {
  return {
    rule: undefined,
    sentence: l10n.t('Remove the rule for the {0}.', claimName('claim', field)),
    alsoLetsIn: l10n.t('Every token that fits the other rules, with that claim or without it.'),
  };
}

/** Rules that may accept the text, best first. */
function candidates(rule: Rule | undefined, actual: string, cause: ClaimCause): readonly Rule[] {
  if (!rule) return [];
  const { kind, value } = rule;
  if (cause.kind === 'white-space' || cause.kind === 'unescaped') return [{ kind, value: cause.fixed }];
  if (cause.kind === 'exact-pattern')
    return [anchorPattern(value), value].map((each) => ({ kind: 'pattern', value: each }));
  if (cause.kind === 'wildcard') return [{ kind: 'pattern', value: cause.fixed }];
  if (kind === 'exact') return whereItChanges(actual, cause);
  return cause.kind === 'trailing-slash'
    ? [{ kind, value: value.replace(/\/(\$?)$/, '$1') }]
    : withActual(rule, actual);
}

/** The pattern with the token's own text in the components that do not fit. */
function withActual(rule: Rule, actual: string): readonly Rule[] {
  const forms = [partsAndWords(rule), partsAndWords({ kind: 'exact', value: actual })];
  const [parts, own] = forms;
  if (!parts || parts.length !== own?.length) return [];
  const value = parts.reduceRight((so, { what, part }, index) => {
    const text = own[index]?.part.text ?? '';
    return part.fits(text) ? so : replace(so, part.at, anyOf(what, text));
  }, rule.value);
  return [{ kind: 'pattern', value }];
}

function partsAndWords(
  rule: Rule,
): readonly { readonly what: string; readonly part: RulePart }[] | undefined {
  const parts = subjectParts(rule);
  if (parts) return parts.map((part) => ({ what: part.what, part }));
  return arnParts(rule)?.map((part) => ({ what: '', part }));
}

/** A pattern for one component: its text, or whatever it may be where it is another one each time. */
function anyOf(what: string, text: string): string {
  if (!changesEachRun(what)) return quotePattern(text);
  return /^[0-9a-f]+$/.test(text) ? '[0-9a-f]+' : '[^:]+';
}

/** A pattern in place of an exact subject with a component that is another one each time. */
function whereItChanges(actual: string, cause: ClaimCause): readonly Rule[] {
  if (cause.kind !== 'component' || !cause.changes) return [];
  const parts = subjectParts({ kind: 'exact', value: actual }) ?? [];
  let value = '';
  let from = 0;
  for (const { what, at, text } of parts) {
    value += quotePattern(actual.slice(from, at.start)) + anyOf(what, text);
    from = at.end;
  }
  return [{ kind: 'pattern', value: `^${value}${quotePattern(actual.slice(from))}$` }];
}

/** How many steps may be taken to decide what a changed rule fits. */
const allowance = 100_000;

/** Who else gets in by a changed rule. */
function alsoLetsIn(part: ClaimPart, before: Rule | undefined, rule: Rule, actual: string): string {
  const others = textFor(
    part === 'issuer' || part === 'subject' ? part : 'other',
    undefined,
    [
      { rule, accepts: true },
      { rule: before, accepts: false },
      { rule: { kind: 'exact', value: actual }, accepts: false },
    ],
    { left: allowance },
  );
  if (part === 'audience')
    return l10n.t(
      'Tokens that fit the other rules and were made for the same audience: whoever else is given one can use it here.',
    );
  if (others === 'undecided')
    return l10n.t('Perhaps others; it was too much work to decide what the changed rule fits.');
  if (others !== 'none') return l10n.t('Others as well, for example: {0}', others.text);
  if (part === 'claim')
    return l10n.t('Every token that fits the other rules and says the same there: {0}', actual);
  if (part === 'issuer')
    return platformOfIssuer(actual) === 'aws'
      ? l10n.t('Nobody by itself: the subject says who in the account may come in.')
      : l10n.t('Everybody to whom this issuer gives a token that fits the other rules: {0}', actual);
  return sameSubject(actual);
}

/** Who gets a token with the same subject. */
function sameSubject(actual: string): string {
  const arn = parseArn(actual);
  const principal = arn && principalOf(arn);
  if (principal?.kind === 'role')
    return l10n.t(
      'Every session of the same role, whoever starts it; later also of a new role of the same name: {0}',
      principal.name,
    );
  if (principal?.kind === 'user')
    return l10n.t('Nobody else now; later also a new user of the same name: {0}', principal.name);
  const parts = subjectParts({ kind: 'exact', value: actual }) ?? [];
  const text = (what: string) => parts.find((each) => each.what === what)?.text;
  const run = text('run');
  if (run !== undefined) return sameRun(run);
  const account = text('service-account');
  if (account !== undefined)
    return l10n.t('Every pod of the cluster that runs as the same service account: {0}', account);
  return l10n.t('Whoever else the issuer gives a token with the same subject: {0}', actual);
}

function sameRun(run: string): string {
  const { kind, name } = runOf(run);
  switch (kind) {
    case 'branch':
      return l10n.t('Every workflow of the repository that runs on the same branch: {0}', name);
    case 'tag':
      return l10n.t('Every workflow of the repository that runs on the same tag: {0}', name);
    case 'environment':
      return l10n.t('Every job of the repository that names the same environment: {0}', name);
    case 'pull-request':
      return l10n.t('Every pull request of the repository, whose author chooses the code that runs.');
    case 'other':
      return l10n.t('Every workflow of the repository with the same subject: {0}', run);
  }
}
