import type { Caller } from '../caller';
import type { AwsMatch, Rule } from '../identity';
import { dead, found, type Machine, type Work } from './machine';
import { machineOf } from './ofRule';
import type { Names, Shape, Stretch } from './universe';

/** What the caller who is looked for has to fulfil. */
export interface Demand {
  /** Its account is that of all callers in question. */
  readonly match: AwsMatch;
  /** Whether the match has to accept the caller; else it has to refuse the caller. */
  readonly accepts: boolean;
}

/** The texts of a caller who fulfils all demands; `none` where there is certainly nobody in the shape. */
export type Search = Pick<Caller, 'arn' | 'userId'> | 'none' | 'undecided';

/**
 * Looks through the callers of a shape: breadth first through the states that the machines of all demands reach
 * together, for both texts up to the name that they share, then for that name in both at once. So the first who is
 * found has the shortest such name.
 */
export function search({ arn, userId, name }: Shape, demands: readonly Demand[], work: Work): Search {
  const accepts = demands.map((demand) => demand.accepts);
  const arns = demands.map(({ match }) => machineOf(match.arn));
  const ids = demands.map(({ match }) => machineOf(match.userId));
  const read = (machines: readonly Machine[], stretches: readonly Stretch[]) => {
    const begin: Reached = { states: machines.map(({ start }) => start), text: undefined };
    const reached = stretches.reduce<readonly Reached[]>(
      (so, stretch) => through(stretch, machines, so, accepts, work),
      isPossible(begin.states, accepts) ? [begin] : [],
    );
    return name ? reached : whole(machines, reached, accepts, work);
  };
  const ofArn = read(arns, arn);
  const ofId = ofArn.length > 0 ? read(ids, userId) : [];
  const pairs = paired(ofArn, ofId, accepts, work);
  const machines = [...arns, ...ids];
  const isWanted = ({ states }: Reached) =>
    accepts.every((wanted, at) => {
      const holds = (index: number) => {
        const state = states[index] ?? dead;
        return name ? machines[index]?.accepts(state, work) === true : state === found;
      };
      return wanted === (holds(at) && holds(at + accepts.length));
    });
  const last = name ? firstIn(name, machines, pairs, accepts, isWanted, work) : pairs.find(isWanted);
  if (last?.of) return { arn: textOf(last.of[0]) + textOf(last), userId: textOf(last.of[1]) + textOf(last) };
  return work.left < 0 ? 'undecided' : 'none';
}

/** Texts as far as they are read, told apart by the states to which they lead. */
interface Reached {
  /** Of the machines of one text, or of those of both. */
  readonly states: readonly number[];
  readonly text: Read | undefined;
  /** Where the shared name begins: the texts before it. */
  readonly of?: readonly [arn: Reached, userId: Reached];
}

interface Read {
  readonly before: Read | undefined;
  readonly characters: string;
}

/** What a text has to fulfil. */
export interface TextDemand {
  readonly rule: Rule | undefined;
  /** Whether the rule has to accept the text; else it has to refuse it. */
  readonly accepts: boolean;
}

/** The shortest text of a kind that fulfils all demands. */
export function searchText(
  names: Names,
  demands: readonly TextDemand[],
  work: Work,
): { readonly text: string } | 'none' | 'undecided' {
  const machines = demands.map(({ rule }) => machineOf(rule));
  const accepts = demands.map((demand) => demand.accepts);
  const begin: Reached = { states: machines.map(({ start }) => start), text: undefined };
  let first: Reached | undefined;
  walk(names, machines, isPossible(begin.states, accepts) ? [begin] : [], accepts, work, (one) => {
    const isWanted = one.states.every(
      (state, at) => machines[at]?.accepts(state, work) === (accepts[at] === true),
    );
    if (isWanted) first = one;
    return isWanted;
  });
  if (first) return { text: textOf(first) };
  return work.left < 0 ? 'undecided' : 'none';
}

function textOf({ text }: Reached): string {
  const characters: string[] = [];
  for (let read = text; read; read = read.before) characters.push(read.characters);
  return characters.reverse().join('');
}

/** Whether no machine that has to accept the text refuses it already. */
function isPossible(states: readonly number[], accepts: readonly boolean[]): boolean {
  return states.every((state, at) => state !== dead || accepts[at % accepts.length] === false);
}

function keyOf(states: readonly number[], more = 0): string {
  // A number beyond a character's would be taken for another one.
  if (states.some((state) => state > 0xffff)) return `${more},${states.join(',')}`;
  return String.fromCharCode(more, ...states);
}

/** Reads one stretch after everything that is reached. */
function through(
  stretch: Stretch,
  machines: readonly Machine[],
  from: readonly Reached[],
  accepts: readonly boolean[],
  work: Work,
): readonly Reached[] {
  const reached = new Map<string, Reached>();
  const add = (one: Reached) => {
    const key = keyOf(one.states);
    if (!reached.has(key)) reached.set(key, one);
  };
  if (typeof stretch !== 'string') {
    walk(stretch, machines, from, accepts, work, (one) => {
      add(one);
      return false;
    });
    return [...reached.values()];
  }
  for (const { states, text } of from) {
    const after = states.map((state, at) => {
      let next = state;
      for (let index = 0; index < stretch.length; index++)
        next = machines[at]?.step(next, stretch.charCodeAt(index), work) ?? dead;
      return next;
    });
    if (work.left < 0) return [];
    if (isPossible(after, accepts)) add({ states: after, text: { before: text, characters: stretch } });
  }
  return [...reached.values()];
}

/** What is accepted as a whole is `found`, everything else `dead`. */
function whole(
  machines: readonly Machine[],
  reached: readonly Reached[],
  accepts: readonly boolean[],
  work: Work,
): readonly Reached[] {
  const ended = new Map<string, Reached>();
  for (const { states, text } of reached) {
    const settled = states.map((state, at) => (machines[at]?.accepts(state, work) ? found : dead));
    const key = keyOf(settled);
    if (isPossible(settled, accepts) && !ended.has(key)) ended.set(key, { states: settled, text });
  }
  return [...ended.values()];
}

/** What a new pair of texts, or a new text, costs besides its steps: they are remembered. */
const ofPair = 8;
const ofText = 2;

/** Everything that both texts may begin with together. */
function paired(
  arns: readonly Reached[],
  userIds: readonly Reached[],
  accepts: readonly boolean[],
  work: Work,
): readonly Reached[] {
  const pairs = new Map<string, Reached>();
  for (const arn of arns)
    for (const userId of userIds) {
      work.left -= ofPair;
      if (work.left < 0) return [];
      const states = simplest([...arn.states, ...userId.states], accepts);
      const key = keyOf(states);
      if (!pairs.has(key)) pairs.set(key, { states, text: undefined, of: [arn, userId] });
    }
  return [...pairs.values()];
}

/** A match that refuses one of the two texts refuses the caller, whatever it makes of the other. */
function simplest(states: number[], accepts: readonly boolean[]): readonly number[] {
  const count = accepts.length;
  for (let at = 0; at < count; at++)
    if (states[at] === dead || states[at + count] === dead) {
      states[at] = dead;
      states[at + count] = dead;
    }
  return states;
}

function firstIn(
  name: Names,
  machines: readonly Machine[],
  pairs: readonly Reached[],
  accepts: readonly boolean[],
  isWanted: (one: Reached) => boolean,
  work: Work,
): Reached | undefined {
  let first: Reached | undefined;
  walk(name, machines, pairs, accepts, work, (one) => {
    if (isWanted(one)) first = one;
    return first !== undefined;
  });
  return first;
}

/** Characters that look like names, before those that do not. */
const order = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+=,')
  .concat(Array.from({ length: 0x5e }, (_, index) => String.fromCharCode(0x21 + index)))
  .map((character) => character.charCodeAt(0));

/** One character for each of the classes that the machines and the names tell apart. */
function representatives({ classes, wide }: Names, machines: readonly Machine[]): readonly number[] {
  const chosen = new Map<string, number>();
  for (const code of order) {
    const own = classes[code] ?? 0;
    if (own === 0) continue;
    const key = keyOf(
      machines.map((machine) => machine.classes[code] ?? 0),
      own,
    );
    if (!chosen.has(key)) chosen.set(key, code);
  }
  const beyond = wide === undefined ? [] : machines.flatMap((machine) => machine.wide());
  return [...new Set([...chosen.values(), ...beyond])];
}

interface Node extends Reached {
  /** The state of the names' own machine. */
  readonly within: number;
}

/**
 * Visits what can be reached by reading names, the shortest first, each time that a name may end; stops when `visit`
 * says so. Since the depth is the number of characters, what is not reached within the longest name is not reached.
 */
function walk(
  names: Names,
  machines: readonly Machine[],
  from: readonly Reached[],
  accepts: readonly boolean[],
  work: Work,
  visit: (one: Reached) => boolean,
): void {
  const codes = representatives(names, machines);
  const seen = new Set<string>();
  const isOfBoth = machines.length > accepts.length;
  let level: readonly Node[] = from.map((one) => ({ ...one, within: 0 }));
  for (let length = 0; level.length > 0; length++) {
    const next: Node[] = [];
    for (const node of level) {
      if (names.ends.has(node.within) && visit(node)) return;
      if (length === names.longest) continue;
      for (const code of codes) {
        const within = names.next[node.within]?.[names.classes[code] ?? names.wide ?? 0] ?? -1;
        if (within < 0) continue;
        work.left--;
        const stepped = node.states.map((state, at) => machines[at]?.step(state, code, work) ?? dead);
        if (work.left < 0) return;
        if (!isPossible(stepped, accepts)) continue;
        const states = isOfBoth ? simplest(stepped, accepts) : stepped;
        const key = keyOf(states, within);
        if (seen.has(key)) continue;
        seen.add(key);
        work.left -= ofText;
        const text = { before: node.text, characters: String.fromCodePoint(code) };
        next.push({ states, text, within, ...(node.of && { of: node.of }) });
      }
    }
    level = next;
  }
}
