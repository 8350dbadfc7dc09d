import type { ClaimMatch, Rule } from '../identity';
import { quotePattern } from '../pattern/pattern';
import { defaultAudiences } from '../platform/audience';
import { platformOfIssuer } from '../platform/platform';
import type { Work } from './machine';
import type { TextDemand } from './search';
import { type Found, textFor, type TextKind } from './texts';

/** A token as far as rules ask for it. */
export interface ExampleToken {
  readonly issuer: string;
  readonly subject: string;
  /** More than one only where rules ask for several at once. */
  readonly audiences: readonly string[];
  /** Claims that it has; it has none of the others that rules ask for. */
  readonly claims: readonly { readonly name: string; readonly text: string }[];
}

/** Whether there is a token of which something is true. */
export type TokenAnswer =
  /** Proven: no issuer's token without control characters is such a one. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'somebody'; readonly token: ExampleToken }
  /** Too much work to decide: take it for the worse case. */
  | { readonly kind: 'undecided' };

/** What is known besides the rules. */
export interface TokenTerms {
  /** Fields whose rules are filled in elsewhere, the same on both sides: `issuer`, `subject`, `audience`, claims' names. */
  readonly unknown?: readonly string[];
  /** The address of Chainguard's issuer, which is the audience where none is named. */
  readonly issuerUrl?: string | undefined;
  /** The work that is left for several questions together. */
  readonly work?: Work;
}

/** How many steps a question may take. */
const allowance = 250_000;

/** Whether any token at all can assume an identity with these rules. Never throws. */
export function anyToken(match: ClaimMatch, terms?: TokenTerms): TokenAnswer {
  return ask([match], undefined, terms);
}

/** What a change lets in: a token that `after` accepts and `before` refuses. Never throws. */
export function gainedToken(before: ClaimMatch, after: ClaimMatch, terms?: TokenTerms): TokenAnswer {
  return ask([after], before, terms);
}

/** What both accept; a token may be made for several audiences. Never throws. */
export function sharedToken(a: ClaimMatch, b: ClaimMatch, terms?: TokenTerms): TokenAnswer {
  return ask([a, b], undefined, terms);
}

/** One text of a token, and the rules for it. */
interface Field {
  readonly kind: TextKind;
  readonly name: string;
  readonly accept: readonly (Rule | undefined)[];
  readonly refuse: readonly (Rule | undefined)[];
}

/** Each text of a token is a question of its own, since any may stand beside any other. */
function ask(
  accepting: readonly ClaimMatch[],
  refusing: ClaimMatch | undefined,
  { unknown = [], issuerUrl, work }: TokenTerms = {},
): TokenAnswer {
  const own: Work = { left: Math.min(allowance, work?.left ?? allowance) };
  const before = own.left;
  const answer = decide(fieldsOf(accepting, refusing, unknown, issuerUrl), refusing !== undefined, own);
  if (work) work.left -= before - own.left;
  return answer;
}

function decide(fields: readonly Field[], isGain: boolean, work: Work): TokenAnswer {
  const issuer = fields.find(({ kind }) => kind === 'issuer');
  const ofIssuer = issuer && look(issuer, issuer.accept, undefined, undefined, work);
  const platform = typeof ofIssuer === 'object' ? platformOfIssuer(ofIssuer.text) : undefined;
  const base = new Map<Field, Found | 'absent'>();
  for (const field of fields) {
    const isFree = field.name.startsWith('claim ') && field.accept.length === 0;
    base.set(field, isFree ? 'absent' : look(field, field.accept, undefined, platform, work));
  }
  const values = [...base.values()];
  if (values.includes('none')) return { kind: 'nobody' };
  let isDecided = true;
  for (const field of isGain ? byInterest(fields) : [])
    for (const rule of field.refuse) {
      // A token without the claim is refused by whatever rule there is for it.
      const other =
        base.get(field) === 'absent' ? 'absent' : look(field, field.accept, { rule }, platform, work);
      if (other === 'undecided') isDecided = false;
      if (other === 'none' || other === 'undecided') continue;
      return token(new Map(base).set(field, other));
    }
  if (isGain) return isDecided ? { kind: 'nobody' } : { kind: 'undecided' };
  return token(base);
}

/** The subject is what people look at first. */
function byInterest(fields: readonly Field[]): readonly Field[] {
  return [
    ...fields.filter(({ kind }) => kind !== 'issuer'),
    ...fields.filter(({ kind }) => kind === 'issuer'),
  ];
}

function look(
  { kind }: Field,
  accept: Field['accept'],
  refuse: { readonly rule: Rule | undefined } | undefined,
  platform: Parameters<typeof textFor>[1],
  work: Work,
): Found {
  const demands = accept.map((rule): TextDemand => ({ rule, accepts: true }));
  if (refuse) demands.push({ rule: refuse.rule, accepts: false });
  return textFor(kind, kind === 'subject' ? platform : undefined, demands, work);
}

function token(values: ReadonlyMap<Field, Found | 'absent'>): TokenAnswer {
  const audiences: string[] = [];
  const claims: { name: string; text: string }[] = [];
  const texts = { issuer: '', subject: '' };
  for (const [{ kind, name }, value] of values) {
    if (value === 'undecided') return { kind: 'undecided' };
    if (typeof value === 'string') continue;
    if (kind !== 'other') texts[kind] = value.text;
    else if (name === 'audience') audiences.push(value.text);
    else claims.push({ name: name.slice('claim '.length), text: value.text });
  }
  return { kind: 'somebody', token: { ...texts, audiences: [...new Set(audiences)], claims } };
}

function fieldsOf(
  accepting: readonly ClaimMatch[],
  refusing: ClaimMatch | undefined,
  unknown: readonly string[],
  issuerUrl: string | undefined,
): readonly Field[] {
  const known = (name: string) => !unknown.includes(name);
  const main = (['issuer', 'subject'] as const).map((kind): Field => ({
    kind,
    name: kind,
    accept: known(kind) ? accepting.map((match) => match[kind]) : [],
    refuse: known(kind) && refusing ? [refusing[kind]] : [],
  }));
  // Of a token's audiences one has to fit, so two matches may be content with two of them.
  const audience = ({ audience: rule }: ClaimMatch): Rule => rule ?? standard(issuerUrl);
  const audiences = accepting.map((match): Field => ({
    kind: 'other',
    name: 'audience',
    accept: known('audience') ? [audience(match)] : [],
    refuse: known('audience') && refusing ? [audience(refusing)] : [],
  }));
  const both = together(audiences);
  const claims = new Map<string, { accept: Rule[]; refuse: Rule[] }>();
  const add = (side: 'accept' | 'refuse', { claims: all }: ClaimMatch) => {
    for (const { name, rule } of all) {
      if (!known(name) || !known('claims')) continue;
      const rules = claims.get(name) ?? { accept: [], refuse: [] };
      rules[side].push(rule);
      claims.set(name, rules);
    }
  };
  for (const match of accepting) add('accept', match);
  if (refusing) add('refuse', refusing);
  const others = [...claims].map(([name, rules]): Field => ({
    kind: 'other',
    name: `claim ${name}`,
    ...rules,
  }));
  return [...main, ...both, ...others];
}

/** Rules for audiences as one, where one audience can fulfil them all. */
function together(audiences: readonly Field[]): readonly Field[] {
  const [first] = audiences;
  if (!first || audiences.length === 1) return audiences;
  const one: Field = { ...first, accept: audiences.flatMap(({ accept }) => accept) };
  const found = look(one, one.accept, undefined, undefined, { left: allowance });
  return typeof found === 'object' ? [one] : audiences;
}

function standard(issuerUrl: string | undefined): Rule {
  const [url, host] = defaultAudiences(issuerUrl);
  return { kind: 'pattern', value: `^(?:${quotePattern(url)}|${quotePattern(host)})$` };
}
