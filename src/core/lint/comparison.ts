import * as l10n from '@vscode/l10n';
import { type Definition, type DefinitionField, type Edit, editsOf, ruleIn } from './definition';
import {
  fieldName,
  identityFields,
  matchFields,
  type IdentityField,
  type MatchField,
  type NewValues,
} from '../field';
import { type AwsMatch, type ClaimMatch, type Identity, type Rule, ruleOf } from '../identity';
import type { ClaimPart } from '../match/claimCause';
import { type NewClaimRule, withClaimRules } from '../match/newClaimRules';
import { claimsAskedBy } from '../match/way';
import { visible } from '../text';

/** One field on both sides. */
export interface ComparedField {
  readonly part: IdentityField | ClaimPart;
  /** The claim's name, where it is one. */
  readonly claim?: string | undefined;
  /** What the definition says; an exact empty text if it is not set. */
  readonly inFile: Rule | 'unknown';
  readonly live: Rule;
  /** Never true for what is unknown. */
  readonly differs: boolean;
}

/**
 * Compares a definition with a live identity that trusts in the same way, field by field, in the order in which people
 * see them. A field that the definition leaves open (an expression, a value from elsewhere) is unknown. If a field is set
 * twice, the first one counts. Of static keys, the issuer and the subject are compared.
 */
export function compareWithLive(definition: Definition, live: Identity): ComparedField[] {
  if (definition.kind === 'identity')
    return identityFields.map((part) => compared(part, inFile(definition, part), liveValue(live, part)));
  const parts = ['name', 'description', 'issuer', 'subject'] as const;
  const ofBoth = (definition.kind === 'claims' ? ([...parts, 'audience'] as const) : parts).map((part) =>
    compared(part, inFile(definition, part), liveValue(live, part)),
  );
  return [...ofBoth, ...comparedClaims(definition, claimsAskedBy(live.relationship)?.match.claims ?? [])];
}

/** Claims by their names and, since one may be asked for in both ways at once, by the way. */
function comparedClaims(definition: Definition, live: ClaimMatch['claims']): ComparedField[] {
  const fields = definition.fields.filter(({ part, value }) => part === 'claim' && value.is !== 'null');
  const all = [
    ...fields.map(({ key, kind }) => ({ name: key.text, kind })),
    ...live.map(({ name, rule }) => ({ name, kind: rule.kind })),
  ];
  const keys = new Map(all.map((each) => [`${each.kind} ${each.name}`, each]));
  return [...keys.values()].map(({ name, kind }) => {
    const field = fields.find((each) => each.key.text === name && each.kind === kind);
    const isElsewhere = !field && isOpenMap(definition, kind);
    const said = isElsewhere ? 'unknown' : statedIn(definition, field);
    const rule = live.find((each) => each.name === name && each.rule.kind === kind)?.rule;
    return { ...compared('claim', said, rule ?? { kind, value: '' }), claim: name };
  });
}

/** Whether a map of claims is an expression, which may hold any. */
function isOpenMap({ fields }: Definition, kind: Rule['kind']): boolean {
  return (
    fields.some((field) => field.part === 'claims' && field.kind === kind && field.value.is === 'unknown') &&
    !fields.some((field) => field.part === 'claim' && field.kind === kind)
  );
}

function compared(part: ComparedField['part'], said: Rule | 'unknown', live: Rule): ComparedField {
  const differs =
    said !== 'unknown' && (said.value !== live.value || (said.value !== '' && said.kind !== live.kind));
  return { part, inFile: said, live, differs };
}

/** One side of a comparison as text for a diff editor: the same lines in the same order on both sides. */
export function comparisonText(fields: readonly ComparedField[], side: 'file' | 'live'): string {
  const lines = fields.map(({ part, claim, inFile, live }) => {
    const name = fieldName(part, claim);
    if (inFile === 'unknown') return `# ${l10n.t('{0}: filled in later, so not compared', name)}`;
    const rule = side === 'file' ? inFile : live;
    const kind = rule.kind === 'pattern' ? ` (${l10n.t('pattern')})` : '';
    return `${name}${kind}: ${rule.value === '' ? `(${l10n.t('not set')})` : visible(rule.value)}`;
  });
  return [...lines, ''].join('\n');
}

/** What a live identity is to become: its rules are those for AWS callers or for tokens, or stay as they are. */
export type WantedIdentity = { readonly name: string; readonly description: string } & (
  | { readonly match: AwsMatch; readonly claims?: undefined }
  | { readonly match?: undefined; readonly claims: ClaimMatch }
  | { readonly match?: undefined; readonly claims?: undefined }
);

/** What the live identity must become to agree with the definition. What the definition leaves open stays. */
export function wantedOfLive(fields: readonly ComparedField[], live: Identity): WantedIdentity {
  const wanted = (part: IdentityField | 'issuer' | 'subject' | 'audience'): Rule => {
    const field = fields.find((each) => each.part === part);
    return field === undefined || field.inFile === 'unknown' ? liveValue(live, part) : field.inFile;
  };
  const rule = (part: Parameters<typeof wanted>[0]) => (wanted(part).value === '' ? undefined : wanted(part));
  const { relationship } = live;
  const texts = { name: wanted('name').value, description: wanted('description').value };
  switch (relationship.kind) {
    case 'aws': {
      const match: AwsMatch = { account: wanted('account').value, arn: rule('arn'), userId: rule('userId') };
      return { ...texts, match };
    }
    case 'claims': {
      const claims = fields.flatMap(({ part, claim = '', inFile, live: { kind }, differs }) => {
        if (part !== 'claim' || !differs || inFile === 'unknown') return [];
        return [{ part, field: claim, kind, rule: inFile.value === '' ? undefined : inFile }];
      });
      const main = { issuer: rule('issuer'), subject: rule('subject'), audience: rule('audience') };
      return { ...texts, claims: { ...main, claims: withClaimRules(relationship, claims).claims } };
    }
    case 'static':
    case 'service-principal':
    case 'unknown':
      return texts;
  }
}

/** The rules that a definition states, and the fields about which nothing is known. */
export function knownRules(definition: Definition): {
  readonly match: AwsMatch;
  readonly unknown: readonly MatchField[];
} {
  const rules = matchFields.map((part) => inFile(definition, part));
  const [account, arn, userId] = rules.map((rule) =>
    rule === 'unknown' || rule.value === '' ? undefined : rule,
  );
  return {
    match: { account: account?.value ?? '', arn, userId },
    unknown: matchFields.filter((_, index) => rules[index] === 'unknown'),
  };
}

/** The new values that make the definition agree with the live identity, but for what it asks of a token. */
export function valuesOfLive(fields: readonly ComparedField[]): NewValues {
  return Object.fromEntries(
    fields
      .filter(({ part, differs }) => differs && isIdentityField(part))
      .map(({ part, live }) => [part, part === 'arn' || part === 'userId' ? live : live.value]),
  );
}

/** The new rules for a token that make the definition agree with the live identity. */
export function rulesOfLive(fields: readonly ComparedField[]): readonly NewClaimRule[] {
  return fields.flatMap(({ part, claim = part, live, differs }) => {
    if (!differs || isIdentityField(part)) return [];
    const rule = live.value === '' ? undefined : live;
    return [{ part, field: claim, rule, kind: part === 'claim' ? live.kind : undefined }];
  });
}

function isIdentityField(part: ComparedField['part']): part is IdentityField {
  return identityFields.some((each) => each === part);
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

function fieldOf(definition: Definition, part: ComparedField['part']): DefinitionField | undefined {
  return definition.fields.find((field) => field.part === part && field.value.is !== 'null');
}

function inFile(definition: Definition, part: ComparedField['part']): Rule | 'unknown' {
  return statedIn(definition, fieldOf(definition, part));
}

function statedIn(definition: Definition, field: DefinitionField | undefined): Rule | 'unknown' {
  return (field ? ruleIn(field) : definition.open ? undefined : ruleOf('')) ?? 'unknown';
}

function liveValue(live: Identity, part: IdentityField | 'issuer' | 'subject' | 'audience'): Rule {
  if (part === 'name' || part === 'description') return ruleOf(live[part]);
  if (part === 'issuer' || part === 'subject' || part === 'audience')
    return claimsAskedBy(live.relationship)?.match[part] ?? ruleOf('');
  if (live.relationship.kind !== 'aws') return ruleOf('');
  const { match } = live.relationship;
  return part === 'account' ? ruleOf(match.account) : (match[part] ?? ruleOf(''));
}
