import { isAccount } from '../arn';
import { type MatchField, matchFields } from '../field';
import { withoutBreak } from '../match/lineBreak';
import type { Facts, Problem } from './facts';
import type { Fix } from './finding';
import type { Rule } from '../identity';
import { type Partly, type Stretch } from './partly';
import type { Span } from '../text';
import { keyOf, safeProblems, valueProblems } from './values';
import { type PartlyRules, textIn, textOfBits, type World, worldsOf } from './worlds';

/** A piece of a new value: a text, or how the document writes something that it leaves open. */
export interface NewPiece {
  readonly is: 'text' | 'source';
  readonly text: string;
}

/** A problem that stays whatever the open places hold. */
export interface PartlyProblem extends Omit<Problem, 'at' | 'remedies'> {
  /** In the document for a field that is known in part, else in its value. */
  readonly at: Span;
  readonly remedies: readonly PartlyRemedy[];
}

interface PartlyRemedy {
  readonly fix: Omit<Fix, 'edits'>;
  /** The new values of fields, in pieces. */
  readonly pieces: Readonly<Partial<Record<MatchField, readonly NewPiece[]>>>;
}

/**
 * What is wrong with values of which some are known only in part, whatever the open places hold. Remedies keep the open
 * places as the document writes them; only a person may choose one, because nobody knows whom it lets in.
 *
 * @param facts the values that are known
 */
export function partlyProblems(facts: Facts, rules: PartlyRules): readonly PartlyProblem[] {
  const worlds = worldsOf(rules, textsOf(facts, rules));
  if (!worlds) return [];
  const [first, ...others] = worlds;
  const shown = safeProblems(factsIn(facts, rules, (partly) => textIn(first, partly)));
  let left = shown.filter((problem) => isDecided(problem, rules, first));
  for (const world of others) {
    if (left.length === 0) break;
    const found = new Set(valueProblems(factsIn(facts, rules, (partly) => textIn(world, partly))).map(keyOf));
    left = left.filter((problem) => found.has(keyOf(problem)));
  }
  if (left.length === 0) return [];
  const writing = writingOf(facts, rules, first);
  return left.map(({ rule, part, at, message }) => {
    const own = rules[part];
    return {
      rule,
      part,
      at: own ? spanIn(own.partly, first, at) : at,
      message: writing.shown(message),
      remedies: writing.remedies(keyOf({ rule, part })),
    };
  });
}

/**
 * Whether enough is known for a problem. A pattern that cannot be read is wrong for sure only if an open place has no part in what cannot be read.
 */
function isDecided({ rule, part, at }: Problem, rules: PartlyRules, world: World): boolean {
  const own = rules[part];
  if (rule !== 'not-re2' || !own) return true;
  let start = 0;
  for (const { bits } of own.partly.stretches) {
    const end = start + textOfBits(world, bits).length;
    if (bits.some(({ is }) => is === 'open') && at.start <= end && start <= at.end) return false;
    start = end;
  }
  return true;
}

function factsIn(facts: Facts, rules: PartlyRules, textOf: (partly: Partly) => string): Facts {
  const of = (part: MatchField) => {
    const rule = rules[part];
    return rule && { kind: rule.kind, value: withoutBreak(textOf(rule.partly)) };
  };
  return {
    ...facts,
    isPartly: true,
    account: of('account')?.value ?? facts.account,
    arn: of('arn') ?? facts.arn,
    userId: of('userId') ?? facts.userId,
  };
}

function textsOf(facts: Facts, rules: PartlyRules): string[] {
  const known = matchFields.flatMap((part) =>
    (rules[part]?.partly.stretches ?? []).flatMap(({ bits, source = '' }) => [
      bits.map((bit) => (bit.is === 'known' ? bit.text : '')).join(''),
      source,
    ]),
  );
  return [facts.account ?? '', facts.arn?.value ?? '', facts.userId?.value ?? '', ...known];
}

/** Where, in the document, a stretch of a value's text in a world is written. */
function spanIn({ stretches, place }: Partly, world: World, { start, end }: Span): Span {
  let from = 0;
  let [first, last]: [number | undefined, number | undefined] = [undefined, undefined];
  for (const { at, offsets, bits } of stretches) {
    const to = from + textOfBits(world, bits).length;
    if (first === undefined && start < to) first = offsets ? offsets[start - from] : at.start;
    if (end > from && end <= to) last = offsets ? offsets[end - from] : at.end;
    from = to;
  }
  return { start: first ?? place.start, end: Math.max(last ?? place.end, first ?? place.start) };
}

/**
 * How new values are written: in a world in which also what was looked up is a text of its own, so that a remedy that
 * holds it can be told to keep the reference.
 */
function writingOf(facts: Facts, rules: PartlyRules, first: World) {
  const sources = new Map<string, string | undefined>();
  const ownTokens = new Map<Stretch, string>();
  const wholes = new Map<string, string>();
  for (const part of matchFields)
    for (const stretch of rules[part]?.partly.stretches ?? []) {
      const { bits, source } = stretch;
      for (const bit of bits)
        if (bit.is === 'open') {
          const token = first.get(bit.key) ?? '';
          const alone = bits.length === 1 ? source : undefined;
          const fallback = bit.form === 'account' ? accountSource(facts, rules) : undefined;
          const partition = bit.form === 'partition' ? 'aws' : undefined;
          sources.set(token, alone ?? bit.source ?? sources.get(token) ?? fallback ?? partition);
        }
      const isUnwritable = bits.some((bit) => bit.is === 'open' && bit.source === undefined);
      if (source !== undefined && bits.length > 1 && isUnwritable)
        wholes.set(textOfBits(first, bits), source);
      if (source !== undefined && bits.every(({ is }) => is === 'known')) {
        const text = textOfBits(first, bits);
        const token = isAccount(text) ? `55${String(sources.size).padStart(10, '0')}` : `Zk${sources.size}Jx`;
        ownTokens.set(stretch, token);
        sources.set(token, source);
      }
    }
  const textOf = ({ stretches }: Partly) =>
    stretches.map((stretch) => ownTokens.get(stretch) ?? textOfBits(first, stretch.bits)).join('');
  let problems: readonly Problem[] | undefined;
  const tokens = [...sources.keys()].filter((token) => token !== '').sort((a, b) => b.length - a.length);
  const anyToken = new RegExp(
    `(${tokens.map((token) => token.replace(/[\\/.:^$-]/g, '\\$&')).join('|') || '(?!)'})`,
  );
  const piecesOf = (text: string): readonly NewPiece[] | undefined => {
    const pieces = text.split(anyToken).map((piece, index): NewPiece | undefined => {
      if (index % 2 === 0) return { is: 'text', text: piece };
      const source = sources.get(piece);
      if (source === undefined) return undefined;
      return { is: /^(?:aws|\d{12})$/.test(source) ? 'text' : 'source', text: source };
    });
    return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
  };
  const shown = (text: string) =>
    [...wholes]
      .reduce((so, [own, source]) => so.replaceAll(own, () => source), text)
      .split(anyToken)
      .map((piece, index) => (index % 2 === 0 ? piece : (sources.get(piece) ?? '…')))
      .join('')
      .replace(/Z?[qk]\d*J?…$|Z…$/, '…');
  return {
    shown,
    remedies: (key: string): PartlyRemedy[] => {
      problems ??= safeProblems(factsIn(facts, rules, textOf));
      const remedies = problems.find((problem) => keyOf(problem) === key)?.remedies ?? [];
      return remedies.flatMap(({ title, sets }): PartlyRemedy[] => {
        const pieces: Partial<Record<MatchField, readonly NewPiece[]>> = {};
        for (const part of matchFields) {
          const set = sets[part];
          if (set === undefined) continue;
          const made = piecesOf(typeof set === 'string' ? set : set.value);
          if (!made) return [];
          pieces[part] = made;
        }
        const rule = (set: Rule): Rule => ({ kind: set.kind, value: shown(set.value) });
        const { account } = sets;
        return [
          {
            fix: {
              title: shown(title),
              sets: {
                ...(account !== undefined && { account: shown(account) }),
                ...(sets.arn && { arn: rule(sets.arn) }),
                ...(sets.userId && { userId: rule(sets.userId) }),
              },
              widens: true,
            },
            pieces,
          },
        ];
      });
    },
  };
}

/** How the definition writes its account. */
function accountSource({ account }: Facts, rules: PartlyRules): string | undefined {
  const [only, ...others] = rules.account?.partly.stretches ?? [];
  return account ?? (others.length === 0 ? only?.source : undefined);
}
