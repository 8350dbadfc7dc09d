import * as l10n from '@vscode/l10n';
import { type Caller, type CallerParts, sessionTool } from '../caller';
import { fieldName, type NewValues, type RuleField } from '../field';
import type { Rule } from '../identity';
import type { Cause } from './cause';
import { anchorPattern, quotePattern } from '../pattern/pattern';
import { arnParts, ruleHolds, userIdParts } from './rule';
import { replace } from '../text';

/** A change to one field that makes it accept a caller. */
export interface Change {
  readonly sets: NewValues;
  /** What to do, as a sentence that ends with the new value. */
  readonly sentence: string;
  /** Who else gets in by it once all other changes are made, as a sentence. */
  readonly alsoLetsIn: string;
}

/** A change of which it is not decided yet whom it lets in. */
export type PlainChange = Omit<Change, 'alsoLetsIn'>;

/** The change that makes the account the caller's. */
export function accountChange(caller: Caller): PlainChange {
  return {
    sets: { account: caller.account },
    sentence: l10n.t('Set the account to: {0}', caller.account),
  };
}

/**
 * The smallest change that makes a rule accept the caller. It keeps what already fits. Where nothing does, it asks for
 * this very caller, or for every session of the caller's role if the session's name changes each time.
 */
export function ruleChange(
  field: RuleField,
  rule: Rule | undefined,
  caller: CallerParts,
  cause: Cause,
): PlainChange {
  const exact: Rule = { kind: 'exact', value: caller[field] };
  const changed =
    candidates(field, rule, caller, cause).find((each) => ruleHolds(each, caller[field])) ?? exact;
  const name = fieldName(field);
  const sentence =
    changed.kind === 'exact'
      ? l10n.t('Set the exact {0} to: {1}', name, changed.value)
      : l10n.t('Set the {0} pattern to: {1}', name, changed.value);
  return { sets: { [field]: changed }, sentence };
}

/** Rules that may accept the caller, best first. */
function candidates(
  field: RuleField,
  rule: Rule | undefined,
  caller: CallerParts,
  cause: Cause,
): readonly Rule[] {
  const narrow = narrowRule(field, caller);
  if (!rule) return [narrow];
  const { kind, value } = rule;
  switch (cause.kind) {
    case 'white-space':
    case 'unescaped':
      return [{ kind, value: cause.fixed }, narrow];
    case 'exact-pattern':
      return [
        { kind: 'pattern', value: anchorPattern(value) },
        { kind: 'pattern', value },
      ];
    case 'role-path':
      return [withoutPath(rule, cause.path), ...anySession(field, caller), narrow];
    case 'role-arn':
    case 'session-missing':
      return [...anySession(field, caller), narrow];
    case 'session':
      return cause.tool?.changes
        ? [...withActual(field, rule, caller, '(.+)'), ...anySession(field, caller), narrow]
        : [...withActual(field, rule, caller), narrow];
    case 'role':
    case 'user':
    case 'user-path':
    case 'account':
    case 'partition':
    case 'recreated':
    case 'unique-id':
    case 'case':
      return [...withActual(field, rule, caller), narrow];
    case 'other':
      // Only a role whose session names change has a narrow rule that is a pattern.
      return cause.within === undefined
        ? [narrow]
        : [...withActual(field, rule, caller, narrow.kind === 'pattern' ? '(.+)' : undefined), narrow];
    case 'escaped':
      return [{ kind, value: caller[field] }];
    case 'account-format':
    case 'anchors':
    case 'plain-text':
    case 'principal-kind':
    case 'refused':
    case 'unset':
    case 'wrong-field':
      return [narrow];
  }
}

/** This very caller, or its role if the session's name changes each time. */
function narrowRule(field: RuleField, caller: CallerParts): Rule {
  const exact: Rule = { kind: 'exact', value: caller[field] };
  const { principal } = caller;
  const changes =
    principal.kind === 'assumed-role' && sessionTool(principal.session, principal.role)?.changes;
  return changes ? (anySession(field, caller)[0] ?? exact) : exact;
}

/** A rule for every session of the caller's role; none if the caller is not a role. */
export function anySession(field: RuleField, { beforeSession }: CallerParts): readonly Rule[] {
  return beforeSession ? [{ kind: 'pattern', value: `^${quotePattern(beforeSession[field])}(.+)$` }] : [];
}

/** The rule without the role's path. */
function withoutPath(rule: Rule, path: string): Rule {
  const names = arnParts(rule)?.slice(6) ?? [];
  const [first] = names;
  const role = names[path.split('/').length - 1];
  if (!first || !role) return rule;
  return { ...rule, value: replace(rule.value, { start: first.at.start, end: role.at.start }, '') };
}

/**
 * The rule with the caller’s own text in the components that do not fit. In a pattern, `session` replaces the last
 * component instead if it does not fit.
 */
function withActual(field: RuleField, rule: Rule, caller: CallerParts, session?: string): readonly Rule[] {
  if (rule.kind === 'exact') return session ? [] : [{ kind: 'exact', value: caller[field] }];
  const parts = field === 'arn' ? arnParts(rule) : userIdParts(rule);
  const actual = caller.components[field];
  if (!parts || actual.length === 0) return [];
  const value = parts.reduceRight((so, part, index) => {
    const text = actual[index] ?? '';
    if (part.fits(text)) return so;
    return replace(so, part.at, session && index === parts.length - 1 ? session : quotePattern(text));
  }, rule.value);
  return [{ kind: 'pattern', value }];
}
