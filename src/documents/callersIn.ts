import { type Caller, parseUserId, principalOf } from '../core/caller';
import { callerProblem } from './callerProblem';
import { type CallerValue, principalsIn } from './callerValues';

/** The callers of one text, each once. */
interface CallersFound {
  readonly callers: readonly Caller[];
  /** What an assumed role is told to be by whoever assumed it: nobody says that it is the caller here. */
  readonly assumed: readonly Caller[];
  /** Those with another account in the same place, which they have here. */
  readonly mismatched: readonly Caller[];
}

/** An ARN and the user ID that belongs to it. */
interface Pair {
  readonly caller: Caller;
  readonly arn: CallerValue;
  readonly userId: CallerValue;
}

/**
 * Puts the values of a text together to callers. A role's session has one name in its ARN and its user ID, so they fit
 * wherever they stand; a user's ARN and ID have to stand together, or to be the only ones. The account is that of the
 * ARN, and no other may stand beside it.
 */
export function callersIn(text: string, values: readonly CallerValue[]): CallersFound {
  const callers = new Map<string, Caller>();
  const assumed = new Map<string, Caller>();
  const mismatched: Caller[] = [];
  const accounts = values.filter(({ is }) => is === 'account');
  const named = new Set(accounts.flatMap(({ readings }) => readings));
  for (const pair of pairsIn(values)) {
    const { caller, arn } = pair;
    const beside = accounts.filter(({ block, row }) => block === arn.block || row === arn.row);
    const other = beside.find(({ label, row }) => label.startsWith('account') || row === arn.row);
    const isBeside = beside.some(({ readings }) => readings.includes(caller.account));
    if (!named.has(caller.account) && other) mismatched.push({ ...caller, account: other.readings[0] ?? '' });
    else if (callerProblem(caller) === undefined && (isBeside || !describesUser(text, pair)))
      (pair.userId.label === 'assumedroleid' ? assumed : callers).set(
        `${caller.arn} ${caller.userId}`,
        caller,
      );
  }
  return { callers: [...callers.values()], assumed: [...assumed.values()], mismatched };
}

function pairsIn(values: readonly CallerValue[]): Pair[] {
  const arns = values.filter(({ is }) => is === 'arn');
  const ids = idsByPrincipal(values);
  const places = placesOf(values);
  const isUser = (arn: string) => principalOf(arn).kind === 'user';
  const users = new Map<number | undefined, Set<string>>([[undefined, new Set()]]);
  for (const arn of arns)
    for (const user of principalsIn(arn).slice(0, 1).filter(isUser))
      for (const row of [undefined, arn.row]) users.set(row, (users.get(row) ?? new Set()).add(user));
  return arns.flatMap((arn): Pair[] => {
    for (const reading of principalsIn(arn)) {
      const [, , , , account = ''] = reading.split(':', 5);
      const candidates = ids.get(principalKey(reading, account)) ?? [];
      const isOnly = (row: number | undefined) => !isUser(reading) || users.get(row)?.size === 1;
      const found = places.together(arn, candidates, isOnly(arn.row), isOnly(undefined));
      if (found)
        return [{ arn, userId: found.from, caller: { account, arn: reading, userId: found.userId } }];
    }
    return [];
  });
}

interface UserId {
  readonly userId: string;
  readonly from: CallerValue;
}

/** What an ARN and the user IDs that may be its own have in common. */
function principalKey(arn: string, account: string): string {
  const principal = principalOf(arn);
  switch (principal.kind) {
    case 'assumed-role':
      return `role ${principal.session}`;
    case 'federated-user':
      return `${account} ${principal.name}`;
    case 'root':
      return account;
    case 'user':
      return 'user';
    case 'role':
    case 'instance-profile':
    case 'unknown':
      return '';
  }
}

function idsByPrincipal(values: readonly CallerValue[]): ReadonlyMap<string, readonly UserId[]> {
  const ids = new Map<string, UserId[]>();
  const add = (key: string, userId: string, from: CallerValue) => {
    const known = ids.get(key);
    if (known) known.push({ userId, from });
    else ids.set(key, [{ userId, from }]);
  };
  const seen = new Set<string>();
  for (const from of values) {
    for (const userId of from.is === 'userId' ? from.readings : []) {
      const { id, of, session } = parseUserId(userId);
      if (session === undefined) add(of, userId, from);
      else add(of === 'account' ? `${id} ${session}` : `${of} ${session}`, userId, from);
    }
    // The account is root's user ID, too, where it is said to be or stands there a second time.
    for (const account of from.is === 'account' ? from.readings : []) {
      const twice = [`${account} ${from.block}`, `${account} ${from.row}`];
      if (/^(?:user|principal)/.test(from.label) || twice.some((place) => seen.has(place)))
        add(account, account, from);
      for (const place of twice) seen.add(place);
    }
  }
  return ids;
}

/** Tells which values stand together: on one line, in one object, or one after the other in a list of pairs. */
function placesOf(values: readonly CallerValue[]) {
  const pairs = new Map<CallerValue, string>();
  const broken = new Set<string>();
  const last = new Map<string, { number: number; has: Set<string> }>();
  for (const value of values.filter(({ is }) => is !== 'account')) {
    let pair = last.get(value.block);
    if (!pair || pair.has.has(value.is)) {
      if (pair && pair.has.size < 2) broken.add(value.block);
      pair = { number: (pair?.number ?? 0) + 1, has: new Set() };
      last.set(value.block, pair);
    }
    pair.has.add(value.is);
    pairs.set(value, `${value.block} ${pair.number}`);
  }
  for (const [block, { has }] of last) if (has.size < 2) broken.add(block);
  const onlyOf = (ids: readonly UserId[]) =>
    new Set(ids.map(({ userId }) => userId)).size === 1 ? ids[0] : undefined;
  return {
    /** The user ID that stands with an ARN, or the only one of the line or of the text, if that tells. */
    together: (arn: CallerValue, ids: readonly UserId[], lineTells: boolean, textTells: boolean) => {
      const inPair = ids.filter(({ from }) => pairs.get(from) === pairs.get(arn) || from.is === 'account');
      return (
        (lineTells ? onlyOf(ids.filter(({ from }) => from.row === arn.row)) : undefined) ??
        (broken.has(arn.block) ? undefined : onlyOf(inPair)) ??
        (textTells ? onlyOf(ids) : undefined)
      );
    },
  };
}

/** Whether a user's ARN and ID are those that IAM lists, which nobody says to be the caller's. */
function describesUser(text: string, { caller, arn, userId }: Pair): boolean {
  if (principalOf(caller).kind !== 'user') return false;
  const [from, to] = [Math.min(arn.start, userId.start), Math.max(arn.start, userId.start)];
  return /["']?\bUser_?Name\b/i.test(text.slice(Math.max(0, from - 300), to + 400));
}
