import { type Caller, principalOf } from '../caller';
import { parseArn } from '../arn';
import type { MatchField } from '../field';
import type { ClaimMatch, Relationship, Rule } from '../identity';
import { testOf } from '../pattern/holds';
import { platformOf } from '../platform/platform';

/** An identity as a row of the table of who can assume what. */
export interface AccessRow {
  /** Tells it from every other row: the identity's UIDP, or the place of its definition. */
  readonly id: string;
  readonly name: string;
  /** Where it is, in words: the folders above it, or the file. */
  readonly folder: string;
  readonly lastSeen: Date | undefined;
  readonly relationship: Relationship;
  /** Fields whose values are filled in elsewhere, so that nothing can be said about them. */
  readonly unknown?: readonly MatchField[];
}

/**
 * What is known about one caller and one identity. The table holds its place in this list, so that a cell is a byte.
 *
 * - `open`: not worked out yet. `can`: all that the identity asks for fits.
 * - `account`, `arn`, `userId`, `subject`: it cannot, and this is the first field that refuses it.
 * - `service`: it cannot, since only a service of Chainguard can.
 * - `later`: not decided, since a value is filled in elsewhere, and all others fit.
 * - `token`, `keys`: not known, since a token decides that the caller may have or not.
 * - `rules`: not known, since the rules cannot be read.
 */
export const cellAnswers = [
  'open',
  'can',
  'account',
  'arn',
  'userId',
  'subject',
  'service',
  'later',
  'token',
  'keys',
  'rules',
] as const;
export type CellAnswer = (typeof cellAnswers)[number];

export type CellState = 'open' | 'can' | 'cannot' | 'undecided' | 'unknown';

/** What an answer comes to. */
export function stateOf(answer: CellAnswer): CellState {
  switch (answer) {
    case 'open':
    case 'can':
      return answer;
    case 'account':
    case 'arn':
    case 'userId':
    case 'subject':
    case 'service':
      return 'cannot';
    case 'later':
      return 'undecided';
    case 'token':
    case 'keys':
    case 'rules':
      return 'unknown';
  }
}

/** A rule as it is tried on many callers. */
interface Tried {
  /** What every text begins with that the rule accepts. */
  readonly prefix: string;
  readonly test: (text: string) => boolean;
  /** What came of it: several identities may have the same rule. */
  readonly results: Map<string, boolean>;
}

/** The most rules to remember. A program of a pattern may take some kilobytes. */
const mostRemembered = 4000;

/**
 * Answers for cell after cell what `explain` says about an identity and a caller, without the explanation: the account
 * first, then what a pattern begins with, and the pattern itself only where both fit. Each pattern is compiled once.
 */
export class CellJudge {
  readonly #tried = new Map<string, Tried>();

  answer({ relationship, unknown = [] }: AccessRow, caller: Caller): CellAnswer {
    switch (relationship.kind) {
      case 'aws': {
        const { match } = relationship;
        if (match.account !== caller.account && !unknown.includes('account')) return 'account';
        for (const field of ['arn', 'userId'] as const)
          if (!unknown.includes(field) && !this.#accepts(match[field], caller[field])) return field;
        return unknown.length > 0 ? 'later' : 'can';
      }
      case 'claims':
        return tokenAnswer(relationship, caller);
      case 'static':
        return 'keys';
      case 'service-principal':
        return 'service';
      case 'unknown':
        return 'rules';
    }
  }

  #accepts(rule: Rule | undefined, text: string): boolean {
    if (rule === undefined) return false;
    if (rule.kind === 'exact') return rule.value === text;
    let tried = this.#tried.get(rule.value);
    if (!tried) {
      if (this.#tried.size >= mostRemembered) this.#tried.clear();
      tried = { prefix: prefixOf(rule.value), test: testOf(rule), results: new Map() };
      this.#tried.set(rule.value, tried);
    }
    if (!text.startsWith(tried.prefix)) return false;
    const known = tried.results.get(text);
    if (known !== undefined) return known;
    const result = tried.test(text);
    tried.results.set(text, result);
    return result;
  }
}

/** The plain characters and escaped signs behind `^`, where the whole pattern begins with them. */
const begins = /^\^((?:[\w:/=,@-]|\\[.+*?()|[\]{}^$\\/-])*)(.?)/s;

/** A text with which every text begins that a pattern accepts; empty where the pattern does not tell easily. */
export function prefixOf(pattern: string): string {
  if (pattern.includes('|') || pattern.includes('(?')) return '';
  const [, plain = '', next = ''] = begins.exec(pattern) ?? [];
  // What is repeated may be missing.
  const certain = /[*?{+]/.test(next) ? plain.replace(/\\?.$/s, '') : plain;
  return certain.replace(/\\(.)/gs, '$1');
}

/**
 * What is certain about an identity that trusts tokens without knowing the caller's token: AWS's own names the caller's
 * role or user, so another name, account or partition is refused. All else depends on the token.
 */
function tokenAnswer({ issuer, subject }: ClaimMatch, caller: Caller): 'subject' | 'token' {
  if (issuer?.kind !== 'exact' || subject?.kind !== 'exact' || platformOf(issuer) !== 'aws') return 'token';
  const [asked, own] = [parseArn(subject.value), parseArn(caller.arn)];
  const [wanted, principal] = [principalOf(subject.value), principalOf(caller)];
  if (!asked || !own || (wanted.kind !== 'role' && wanted.kind !== 'user')) return 'token';
  if (principal.kind !== 'assumed-role' && principal.kind !== 'user') return 'token';
  const isSame =
    wanted.kind === 'role'
      ? principal.kind === 'assumed-role' && principal.role === wanted.name
      : principal.kind === 'user' && subject.value === caller.arn;
  return isSame && asked.account === own.account && asked.partition === own.partition ? 'token' : 'subject';
}
