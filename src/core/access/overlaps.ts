import type { Caller } from '../caller';
import type { AwsMatch, Relationship, Rule } from '../identity';
import { compilePattern } from '../pattern/pattern';
import { parsePattern } from '../pattern/syntax';
import { overlap } from './access';
import { type ExampleToken, sharedToken } from './claims';
import type { Work } from './machine';

/** An identity that may overlap with others. */
export interface Candidate {
  readonly id: string;
  readonly relationship: Relationship;
}

/** Two identities that one caller, or one token, can assume. */
export interface Overlap {
  readonly a: string;
  readonly b: string;
  readonly by:
    | { readonly kind: 'caller'; readonly caller: Caller }
    | { readonly kind: 'token'; readonly token: ExampleToken };
}

export interface Overlaps {
  readonly overlaps: readonly Overlap[];
  /** Pairs of which it is not known: too much work to decide. */
  readonly undecided: readonly (readonly [a: string, b: string])[];
  /** How many identities were compared with all others; fewer than there are once the work is used up. */
  readonly compared: number;
  /** How many there are that trust callers or claims; all others cannot overlap in this way. */
  readonly of: number;
}

/** How many steps may be taken for all pairs together unless it is said otherwise: some seconds. */
const allowance = 60_000_000;

/** The most overlaps and undecided pairs that are told. */
const mostPairs = 10_000;

/** How much may be done between two reports of progress, in steps. */
const stretch = 200_000;

/**
 * The pairs of identities that one caller can assume, with such a caller. Identities whose rules begin differently are
 * told apart by that alone, so that many can be compared. It is worked out in stretches: `next()` goes on with it, and
 * gives how many identities have been compared so far; whoever calls it can pause between two, or stop. The last value is
 * what was found. Never throws.
 *
 * ```ts
 * const work = overlapsOf(identities);
 * let step = work.next();
 * while (!step.done) { report(step.value.compared, step.value.of); await pause(); step = work.next(); }
 * show(step.value.overlaps);
 * ```
 */
export function* overlapsOf(
  candidates: readonly Candidate[],
  { work = { left: allowance } }: { readonly work?: Work } = {},
): Generator<Pick<Overlaps, 'compared' | 'of'>, Overlaps> {
  const all = candidates
    .flatMap((candidate) => beginningsOf(candidate, work))
    .sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : 0));
  const overlaps: Overlap[] = [];
  const undecided: (readonly [string, string])[] = [];
  const of = all.length;
  let told = work.left;
  let compared = 0;
  for (const [index, one] of all.entries()) {
    // What begins with all that this one begins with stands right behind it.
    for (let at = index + 1; at < of; at++) {
      const other = all[at];
      work.left--;
      if (!other?.first.startsWith(one.first)) break;
      if (work.left < 0 || overlaps.length + undecided.length >= mostPairs)
        return { overlaps, undecided, compared, of };
      if (startTogether(one.second, other.second)) {
        const by = sharedBy(one, other, work);
        if (by === 'undecided') undecided.push([one.id, other.id]);
        else if (by !== 'nobody') overlaps.push({ a: one.id, b: other.id, by });
      }
      if (told - work.left < stretch) continue;
      told = work.left;
      yield { compared, of };
    }
    compared++;
  }
  return { overlaps, undecided, compared, of };
}

/** What a caller's account and ARN, or a token's issuer and subject, begin with; and its user ID. */
interface Beginnings extends Candidate {
  readonly first: string;
  readonly second: string;
}

function beginningsOf({ id, relationship }: Candidate, work: Work): readonly Beginnings[] {
  if (relationship.kind === 'aws') {
    const { account, arn, userId } = relationship.match;
    if (!arn || !userId) return [];
    const first = `caller ${account} ${beginningOf(arn) || beginningOfArn(relationship.match, arn, work)}`;
    return [{ id, relationship, first, second: beginningOf(userId) }];
  }
  if (relationship.kind !== 'claims') return [];
  const { issuer, subject } = relationship;
  if (!issuer || !subject) return [];
  const ofSubject = beginningOf(subject);
  const first =
    issuer.kind === 'exact' ? `token ${issuer.value} ${ofSubject}` : `token ${beginningOf(issuer)}`;
  return [{ id, relationship, first, second: ofSubject }];
}

/**
 * What every ARN begins with that a pattern without `^` accepts: only in a user's path can `arn:` stand elsewhere, so it is
 * decided first that the user ID lets no user in.
 */
function beginningOfArn(match: AwsMatch, { value }: Rule, work: Work): string {
  if (!value.startsWith('arn:')) return '';
  const users: AwsMatch = {
    account: match.account,
    arn: { kind: 'pattern', value: '^arn:[^:]*:iam::' },
    userId: { kind: 'pattern', value: '^AIDA' },
  };
  const isAtBegin = overlap({ ...match, arn: users.arn }, users, { work }).kind === 'nobody';
  return isAtBegin ? beginningOf({ kind: 'pattern', value: `^${value}` }) : '';
}

/** What every text begins with that a rule accepts. */
function beginningOf({ kind, value }: Rule): string {
  if (kind === 'exact') return value;
  if (!compilePattern(value).ok || /\\Q|\(\?[imsU-]/.test(value)) return '';
  const { choices } = parsePattern(value);
  const [[anchor, ...pieces] = []] = choices;
  if (choices.length !== 1 || anchor?.kind !== 'assertion' || anchor.asserts !== 'text-start') return '';
  let beginning = '';
  for (const piece of pieces) {
    if (piece.kind !== 'literal') break;
    beginning += piece.character;
  }
  return beginning;
}

function startTogether(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function sharedBy(
  { relationship: a }: Beginnings,
  { relationship: b }: Beginnings,
  work: Work,
): Overlap['by'] | 'nobody' | 'undecided' {
  if (a.kind === 'aws' && b.kind === 'aws') {
    const answer = overlap(a.match, b.match, { work });
    return answer.kind === 'somebody' ? { kind: 'caller', caller: answer.caller } : answer.kind;
  }
  if (a.kind !== 'claims' || b.kind !== 'claims') return 'nobody';
  const answer = sharedToken(a, b, { work });
  return answer.kind === 'somebody' ? { kind: 'token', token: answer.token } : answer.kind;
}
