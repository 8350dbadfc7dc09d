import { principalBehind } from '../core/draft/principal';
import { valuesOf } from '../core/field';
import type { Rule } from '../core/identity';
import type { CallerFacts, TokenFacts } from './builder';
import type { Form, TokenRules } from './builderForm';

/**
 * What changes in a form once it is known who calls: the rules of either way of AWS callers, unless the person wrote or
 * opened other rules.
 */
export function calledBy(form: Form, { caller, choices }: CallerFacts): Partial<Form> {
  const untouched = form.account === '' && form.arn.value === '' && form.userId.value === '';
  const keep = !untouched && form.strictness === 'by-hand';
  const choice =
    choices.find(({ strictness }) => strictness === form.strictness) ??
    choices.find(({ recommended }) => recommended);
  const isSame = caller.arn === form.caller?.arn;
  return {
    caller,
    token: isSame ? form.token : null,
    ...(choice && !keep && { strictness: choice.strictness, ...valuesOf(choice.match) }),
    ...awsRules(form, {
      issuer: isSame || caller.account === form.caller?.account ? undefined : '',
      subject: isSame ? undefined : (principalBehind(caller, form.path)?.arn ?? ''),
    }),
  };
}

/** What changes in a form once nobody is known to call any more: what the page filled in for somebody goes. */
export function calledByNobody(form: Form): Partial<Form> {
  return { caller: null, token: null, ...awsRules(form, { issuer: '', subject: '' }) };
}

/** What changes in a form once a token of AWS has told issuer and subject. */
export function toldBy(form: Form, { issuer, subject }: TokenFacts): Partial<Form> {
  return { token: { issuer, subject }, ...awsRules(form, { issuer, subject }) };
}

/** What changes in a form with the path of the role behind a session. */
export function withPath(form: Form, path: string): Partial<Form> {
  const subject = form.caller && principalBehind(form.caller, path)?.arn;
  return { path, ...(subject && awsRules(form, { subject })) };
}

/** New values for the rules of AWS's tokens that the page filled in itself. */
function awsRules(
  form: Form,
  { issuer, subject }: { readonly issuer?: string | undefined; readonly subject?: string | undefined },
): Pick<Form, 'rules'> {
  const rules = form.rules['web-identity'];
  const derived = form.caller && principalBehind(form.caller, form.path)?.arn;
  const set = (rule: Rule, own: readonly (string | null | undefined)[], value: string | undefined): Rule =>
    value !== undefined && ['', ...own].includes(rule.value) ? { kind: 'exact', value } : rule;
  const changed: TokenRules = {
    ...rules,
    issuer: set(rules.issuer, [form.token?.issuer], issuer),
    subject: set(rules.subject, [form.token?.subject, derived], subject),
  };
  return { rules: { ...form.rules, 'web-identity': form.editing ? rules : changed } };
}
