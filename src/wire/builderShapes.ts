import * as v from 'valibot';
import { emptyDraft } from '../core/draft/draft';
import { templateIds, words } from '../core/draft/template';
import { differenceFields } from '../core/field';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';
import { emptyForm, formWays, type Form, type OptionName } from './builderForm';
import { longest, mostClaims, mostRoles } from './fieldLimits';

/** A text of at most this many UTF-16 units. */
export const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** What is named by its id: a group, a role, an identity, a source, a form. */
export const id = text(1_000);
const RuleShape = v.strictObject({ kind: v.picklist(['exact', 'pattern']), value: text(20_000) });
const PickedShape = v.strictObject({ id, name: text(longest.search) });
const CallerShape = v.pipe(
  v.strictObject({ account: text(100), arn: text(5_000), userId: v.optional(text(5_000)) }),
  v.transform(({ account, arn, userId }): Subject => ({ account, arn, userId })),
);
const strictnesses = [
  'session',
  'recreated-session',
  'role',
  'recreated-role',
  'user',
  'recreated-user',
  'federated-user',
  'root',
  'by-hand',
] as const satisfies readonly (Strictness | 'by-hand')[];

const TokenRulesShape = v.strictObject({
  issuer: RuleShape,
  subject: RuleShape,
  audience: RuleShape,
  claims: v.pipe(
    v.array(v.strictObject({ name: text(longest.rule), rule: RuleShape })),
    v.maxLength(mostClaims),
  ),
});

/** What an earlier version kept has no ways: it was for signed requests. */
export const FormShape = v.strictObject({
  way: v.optional(v.picklist(formWays), 'signed-request'),
  rules: v.optional(
    v.strictObject({ 'web-identity': TokenRulesShape, github: TokenRulesShape, token: TokenRulesShape }),
    emptyForm.rules,
  ),
  templates: v.optional(
    v.strictObject({
      github: v.picklist([...templateIds, 'by-hand']),
      token: v.picklist([...templateIds, 'by-hand']),
    }),
    emptyForm.templates,
  ),
  words: v.optional(v.record(v.picklist(words), text(longest.option)), emptyForm.words),
  path: v.optional(text(longest.option), emptyForm.path),
  token: v.optional(
    v.nullable(v.strictObject({ issuer: text(20_000), subject: text(20_000) })),
    emptyForm.token,
  ),
  caller: v.nullable(CallerShape),
  name: text(longest.name),
  description: text(longest.description),
  group: v.nullable(PickedShape),
  roles: v.pipe(v.array(PickedShape), v.maxLength(mostRoles)),
  strictness: v.picklist(strictnesses),
  account: text(longest.account),
  arn: RuleShape,
  userId: RuleShape,
  editing: v.nullable(
    v.strictObject({
      ...PickedShape.entries,
      description: text(longest.description),
      trusts: v.optional(v.picklist(['rules', 'other']), 'rules'),
    }),
  ),
  options: v.record(v.picklist(Object.keys(emptyDraft.options) as OptionName[]), text(longest.option)),
});
/** One difference that the person has seen. */
export const DifferenceShape = v.strictObject({
  field: v.picklist(differenceFields),
  claim: v.optional(text(20_000)),
  before: text(20_000),
  after: text(20_000),
  access: v.optional(v.pipe(v.array(text(20_000)), v.maxLength(2))),
});

/** A form that was kept somewhere, in its shape of today; `null` for anything else. */
export function formIn(kept: unknown): Form | null {
  const read = v.safeParse(FormShape, kept);
  return read.success ? read.output : null;
}
