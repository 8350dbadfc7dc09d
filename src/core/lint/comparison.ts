import * as l10n from '@vscode/l10n';
import { type Definition, type DefinitionField, type Edit, editsOf, ruleIn } from './definition';
import {
  fieldName,
  identityFields,
  matchFields,
  type IdentityField,
  type MatchField,
  type NewValues,
  type RuleField,
} from '../field';
import { type AwsMatch, type Identity, type Rule, ruleOf } from '../identity';
import { visible } from '../text';

/** One field on both sides. */
export interface ComparedField {
  readonly part: IdentityField;
  /** What the definition says; an exact empty text if it is not set. */
  readonly inFile: Rule | 'unknown';
  readonly live: Rule;
  /** Never true for what is unknown. */
  readonly differs: boolean;
}

/**
 * Compares a definition with a live AWS identity, field by field, in the order of {@link identityFields}. A field
 * that the definition leaves open (an expression, a value from elsewhere) is unknown. If a field is set twice, the
 * first one counts.
 */
export function compareWithLive(definition: Definition, live: Identity): ComparedField[] {
  return identityFields.map((part) => {
    const field = fieldOf(definition, part);
    const inFile = statedIn(definition, field);
    const liveRule = liveValue(live, part);
    const differs =
      inFile !== 'unknown' &&
      (inFile.value !== liveRule.value || (inFile.value !== '' && inFile.kind !== liveRule.kind));
    return { part, inFile, live: liveRule, differs };
  });
}

/** One side of a comparison as text for a diff editor: the same lines in the same order on both sides. */
export function comparisonText(fields: readonly ComparedField[], side: 'file' | 'live'): string {
  const lines = fields.map(({ part, inFile, live }) => {
    if (inFile === 'unknown') return `# ${l10n.t('{0}: filled in later, so not compared', fieldName(part))}`;
    const rule = side === 'file' ? inFile : live;
    const kind = rule.kind === 'pattern' ? ` (${l10n.t('pattern')})` : '';
    return `${fieldName(part)}${kind}: ${rule.value === '' ? `(${l10n.t('not set')})` : visible(rule.value)}`;
  });
  return [...lines, ''].join('\n');
}

/** What the live identity must become to agree with the definition. What the definition leaves open stays. */
export function wantedOfLive(
  fields: readonly ComparedField[],
  live: Identity,
): { readonly name: string; readonly description: string; readonly match: AwsMatch } {
  const wanted = (part: IdentityField): Rule => {
    const field = fields.find((each) => each.part === part);
    return field === undefined || field.inFile === 'unknown' ? liveValue(live, part) : field.inFile;
  };
  const rule = (part: RuleField) => (wanted(part).value === '' ? undefined : wanted(part));
  return {
    name: wanted('name').value,
    description: wanted('description').value,
    match: { account: wanted('account').value, arn: rule('arn'), userId: rule('userId') },
  };
}

/** The rules that a definition states, and the fields about which nothing is known. */
export function knownRules(definition: Definition): {
  readonly match: AwsMatch;
  readonly unknown: readonly MatchField[];
} {
  const rules = matchFields.map((part) => statedIn(definition, fieldOf(definition, part)));
  const [account, arn, userId] = rules.map((rule) =>
    rule === 'unknown' || rule.value === '' ? undefined : rule,
  );
  return {
    match: { account: account?.value ?? '', arn, userId },
    unknown: matchFields.filter((_, index) => rules[index] === 'unknown'),
  };
}

/** The new values that make the definition agree with the live identity. */
export function valuesOfLive(fields: readonly ComparedField[]): NewValues {
  return Object.fromEntries(
    fields
      .filter(({ differs }) => differs)
      .map(({ part, live }) => [part, part === 'arn' || part === 'userId' ? live : live.value]),
  );
}

/**
 * The edits that give fields of a definition their new values, each in the field's own notation. `missing` are the
 * parts with a new value that the definition does not have, so that nothing can be rewritten.
 *
 * @param notation see {@link editsOf}
 */
export function editsFor(
  definition: Definition,
  values: NewValues,
  notation: 'own' | 'quoted' = 'own',
): { readonly edits: readonly Edit[]; readonly missing: readonly IdentityField[] } {
  const edits: Edit[] = [];
  const missing: IdentityField[] = [];
  for (const part of identityFields) {
    const value = values[part];
    if (value === undefined) continue;
    const rule = ruleOf(value);
    const field = fieldOf(definition, part);
    if (!field || field.value.is === 'unknown') missing.push(part);
    else if (rule.value === '' && part === 'description') edits.push(...field.remove());
    else edits.push(...editsOf(field, rule, notation));
  }
  return { edits, missing };
}

function fieldOf(definition: Definition, part: IdentityField): DefinitionField | undefined {
  return definition.fields.find((field) => field.part === part && field.value.is !== 'null');
}

function statedIn(definition: Definition, field: DefinitionField | undefined): Rule | 'unknown' {
  return (field ? ruleIn(field) : definition.open ? undefined : ruleOf('')) ?? 'unknown';
}

function liveValue(live: Identity, part: IdentityField): Rule {
  if (part === 'name' || part === 'description') return ruleOf(live[part]);
  if (live.relationship.kind !== 'aws') return ruleOf('');
  const { match } = live.relationship;
  return part === 'account' ? ruleOf(match.account) : (match[part] ?? ruleOf(''));
}
