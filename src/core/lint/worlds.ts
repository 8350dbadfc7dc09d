import { type MatchField, matchFields } from '../field';
import type { Rule } from '../identity';
import { type Bit, type Form, knownPieces, type Partly } from './partly';

/** A rule, or the account, of which not everything is known. */
export interface PartlyRule {
  readonly kind: Rule['kind'];
  readonly partly: Partly;
}

export type PartlyRules = Readonly<Partial<Record<MatchField, PartlyRule>>>;

/** A text for every open place, by its key. */
export type World = ReadonlyMap<string, string>;

type Open = Extract<Bit, { is: 'open' }>;
interface Place {
  readonly form: Form;
  readonly kind: Rule['kind'];
  readonly part: MatchField;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** How many characters its value has besides. */
  readonly others: number;
}

/** The most worlds that a definition is judged in. With more, nothing is said about it. */
const mostWorlds = 80;

/**
 * Worlds in which the open places of rules hold texts: first one where each holds a text of its own that nothing else
 * holds, then those that could make a finding untrue. An open place may be empty, be equal to another, bring an anchor
 * at the end of a pattern, or hold several names of an ARN. It holds none of an ARN's colons, and inside a pattern
 * nothing that belongs to what stands around it; between the colons of an ARN's account it holds the account.
 * `undefined` where these are too many.
 *
 * @param texts the texts that are known, to find tokens that are not in them and accounts that are
 */
export function worldsOf(
  rules: PartlyRules,
  texts: readonly string[],
): readonly [World, ...World[]] | undefined {
  const places = placesIn(rules);
  const all = texts.join('\n');
  const accounts = [...new Set(all.match(/(?<!\d)\d{12}(?!\d)/g) ?? [])].slice(0, 4);
  const choices = [...places].map(([key, at], index) => ({
    key,
    token: anchored(tokenOf(at.find(({ form }) => form !== 'text')?.form ?? 'text', index, all), at),
    texts: [...new Set(at.flatMap((place) => textsFor(place, accounts)))],
  }));
  const tokens = new Map(choices.map(({ key, token }) => [key, token]));
  const most = Math.max(0, ...choices.map((choice) => choice.texts.length));
  const worlds: World[] = [];
  for (let round = 0; round < most; round++)
    worlds.push(
      new Map(choices.map(({ key, token, texts: own }) => [key, own[round % own.length] ?? token])),
    );
  for (const { key, texts: own } of choices)
    for (const text of choices.length > 1 ? own : []) worlds.push(new Map(tokens).set(key, text));
  for (const [first, last] of bracketsIn(rules))
    worlds.push(
      new Map(tokens)
        .set(first, places.get(first)?.some(({ isFirst }) => isFirst) ? '^(?:' : '(?:')
        .set(last, places.get(last)?.some(({ isLast }) => isLast) ? ')$' : ')'),
    );
  return worlds.length > mostWorlds ? undefined : [tokens, ...worlds];
}

/** The text of a value in a world. */
export function textIn(world: World, { stretches }: Partly): string {
  return stretches.map(({ bits }) => textOfBits(world, bits)).join('');
}

/** The text of pieces in a world. */
export function textOfBits(world: World, bits: readonly Bit[]): string {
  return bits.map((bit) => (bit.is === 'known' ? bit.text : (world.get(bit.key) ?? ''))).join('');
}

function placesIn(rules: PartlyRules): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const part of matchFields) {
    const rule = rules[part];
    if (!rule) continue;
    const bits = rule.partly.stretches.flatMap((stretch) => stretch.bits);
    const others = bits.reduce((sum, bit) => sum + (bit.is === 'known' ? bit.text.length : 0), 0);
    for (const [index, bit] of bits.entries()) {
      if (bit.is === 'known') continue;
      const isFirst = bits.slice(0, index).every(isEmpty);
      const isLast = bits.slice(index + 1).every(isEmpty);
      const form = bit.form === 'text' && isAccountAt(bits, index) ? 'account' : bit.form;
      const place: Place = { form, kind: rule.kind, part, isFirst, isLast, others };
      const known = places.get(bit.key);
      if (known) known.push(place);
      else places.set(bit.key, [place]);
    }
  }
  return places;
}

/** Whether a place in an ARN is the one of its account, all of it. */
function isAccountAt(bits: readonly Bit[], index: number): boolean {
  const [before, after] = [bits[index - 1], bits[index + 1]];
  return (
    before?.is === 'known' &&
    /:(?:iam|sts)::$/.test(before.text) &&
    after?.is === 'known' &&
    after.text.startsWith(':')
  );
}

/** The first and the last open place of each pattern of alternatives, which may bring a group's brackets. */
function bracketsIn(rules: PartlyRules): readonly (readonly [string, string])[] {
  return matchFields.flatMap((part): readonly (readonly [string, string])[] => {
    const rule = rules[part];
    const hasAlternatives = rule?.kind === 'pattern' && knownPieces(rule.partly).join('').includes('|');
    const opens = hasAlternatives ? opensOf(rule.partly).filter(({ form }) => form === 'text') : [];
    const [first, last] = [opens[0], opens.at(-1)];
    return first && last && first.key !== last.key ? [[first.key, last.key]] : [];
  });
}

/** Whether a piece may be empty, so that what follows it may be the first. */
function isEmpty(bit: Bit): boolean {
  return bit.is === 'known' ? bit.text === '' : bit.form === 'text';
}

/** A token with the anchor that its place may bring, so that nothing is said about that end. */
function anchored(token: string, places: readonly Place[]): string {
  const all = (isAt: (place: Place) => boolean) =>
    places.every((place) => place.kind === 'pattern' && place.form === 'text' && isAt(place));
  return `${all(({ isFirst }) => isFirst) ? '^' : ''}${token}${all(({ isLast }) => isLast) ? '$' : ''}`;
}

/** A text of the right form that is in no other text. */
function tokenOf(form: Form, index: number, texts: string): string {
  let number = 700 + index;
  for (; ; number += 1000) {
    const token = tokens[form](number);
    if (!texts.includes(token)) return token;
  }
}

const tokens: Readonly<Record<Form, (number: number) => string>> = {
  text: (number) => `Zq${number}Jx`,
  account: (number) => String(number).padStart(12, '4'),
  partition: (number) => `aws-zq${number}`,
  name: (number) => `Zq${number}Jx`,
  path: (number) => `/Zq${number}Jx/`,
  'role-id': (number) => `AROAZQ${number}JXWQHQKZT`,
  'user-id': (number) => `AIDAZQ${number}JXWQHQKZT`,
  'caller-id': (number) => `AROAZQ${number}JXWQHQKZT:Zq${number}Jx`,
  'caller-arn': (number) => `arn:aws:sts::${String(number).padStart(12, '4')}:assumed-role/Zq${number}Jx/zq`,
};

/** Texts that an open place may hold, chosen to make findings untrue. */
function textsFor(place: Place, accounts: readonly string[]): readonly string[] {
  const { form, kind, part } = place;
  const numbers = ['111111111111', ...accounts];
  switch (form) {
    case 'account':
      return kind === 'pattern' ? [...numbers, '\\d{12}', '(.+)', '.*'] : numbers;
    case 'partition':
      return ['aws', 'aws-cn', 'aws-us-gov'];
    case 'path':
      return ['/', '/teams/x/'];
    case 'name':
      return ['ci', kind === 'pattern' ? 'x-y' : 'x.y', 'AWSReservedSSO_Ops_0123456789abcdef'];
    case 'role-id':
      return ['AROAQ3EGCIRUNNEXAMPLE'];
    case 'user-id':
      return ['AIDAQ3EGCIRUNNEXAMPLE'];
    case 'caller-id':
      return [
        'AROAQ3EGCIRUNNEXAMPLE:kim',
        'AROAQ3EGCIRUNNEXAMPLE:i-0123456789abcdef0',
        'AIDAQ3EGCIRUNNEXAMPLE',
        '111111111111',
      ];
    case 'caller-arn':
      return numbers.flatMap((account) => [
        `arn:aws:sts::${account}:assumed-role/ci/kim`,
        `arn:aws:iam::${account}:user/kim`,
        `arn:aws-cn:iam::${account}:root`,
      ]);
    case 'text':
      if (part === 'account') return [...numbers, '1'.repeat(Math.max(0, 12 - place.others))];
      return [...numbers, ...(kind === 'pattern' ? inPattern(place) : inExact(place))];
  }
}

function inPattern({ isFirst, isLast }: Place): readonly string[] {
  const pieces = ['ci', '(.+)', '.*', '[^:]+', 'a/b', '(?:a|b)', 'x\\.y'];
  return [
    ...pieces,
    ...(isFirst ? ['', '^', '^x', '\\A'] : []),
    ...(isLast ? ['', '$', '(.+)$', '/(.+)$', ':(.+)$', '\\z'] : []),
    ...(isFirst && isLast ? ['^(.+)$', '^x$', 'AROAQ3EGCIRUNNEXAMPLE:kim'] : []),
  ];
}

function inExact({ isFirst, isLast }: Place): readonly string[] {
  return [
    'ci',
    'x.y',
    'a/b',
    'aws',
    'AROAQ3EGCIRUNNEXAMPLE',
    ...(isFirst ? [''] : []),
    ...(isLast ? ['/kim', ':kim', 'i-0123456789abcdef0'] : []),
  ];
}

/** Opens of pieces, in order. */
function opensOf({ stretches }: Partly): readonly Open[] {
  return stretches.flatMap(({ bits }) => bits.filter((bit): bit is Open => bit.is === 'open'));
}
