import fc from 'fast-check';
import { DFA, isDisjointWith, JS, NFA } from 'refa';
import { expect, it } from 'vitest';
import { gained } from '../../../../src/core/access/access';
import { account, isPresentable, match } from './matches';

/** A pattern as both sides read it: alternatives, each with or without its anchors. */
interface Written {
  readonly ours: string;
  readonly theirs: string;
}

const piece = fc
  .tuple(
    fc.constantFrom('a', 'b', 'ab', '-', '\\.', '.', '[a-c]', '[^/a]', '\\w', '(?:a|bc)', '(?:b|-a)', '/'),
    fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}'),
  )
  .map((both) => both.join(''));
const pieces = fc.array(piece, { maxLength: 4 }).map((all) => all.join(''));
const head = fc.constantFrom(
  `arn:aws:sts::${account}:assumed-role/`,
  `arn:aws(?:-cn)?:sts::${account}:assumed-role/`,
  `arn:[a-z-]+:sts::${account}:assumed-role/`,
  'role/',
  '',
);
const alternative = fc
  .tuple(fc.boolean(), head, pieces, fc.constantFrom('/', '/', ''), pieces, fc.boolean())
  .map(([start, first, role, slash, session, end]): Written => {
    const body = first + role + slash + session;
    return {
      ours: `${start ? '^' : ''}${body}${end ? '$' : ''}`,
      theirs: `${start ? '' : '[^]*'}(?:${body})${end ? '' : '[^]*'}`,
    };
  });
const written = fc.array(alternative, { minLength: 1, maxLength: 2 }).map((all): Written => ({
  ours: all.map(({ ours }) => ours).join('|'),
  theirs: all.map(({ theirs }) => theirs).join('|'),
}));

function automaton(pattern: string): NFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source: pattern, flags: '' }).parse();
  return NFA.fromRegex(expression, { maxCharacter });
}

/** Assumed roles, without the longest lengths, which the patterns here do not come near. */
const callers = DFA.fromFA(
  automaton(`arn:aws(?:-[a-z]+)*:sts::${account}:assumed-role/[\\w+=,.@-]+/[\\w+=,.@-]{2,}`),
);

/** A pattern, and what refa makes of it once, since it is a part of many pairs. */
interface Compiled {
  readonly ours: string;
  /** Callers whom it accepts, and texts that it refuses. */
  readonly accepted: DFA;
  readonly refused: DFA;
}

function compiled({ ours, theirs }: Written): Compiled {
  const all = DFA.fromFA(automaton(theirs));
  const accepted = DFA.fromIntersection(all, callers);
  all.complement();
  return { ours, accepted, refused: all };
}

const pool = fc.sample(written, { numRuns: 400, seed: 14 });
const known = new Map<Written, Compiled>();
const compiledOnce = (one: Written): Compiled => {
  const made = known.get(one) ?? compiled(one);
  known.set(one, made);
  return made;
};
const one = fc.constantFrom(...pool).map(compiledOnce);

it('decides two thousand changes of a single field as another library does', () => {
  const counts = { nobody: 0, somebody: 0, undecided: 0 };
  fc.assert(
    fc.property(one, one, (before, after) => {
      const isNobody = isDisjointWith(after.accepted, before.refused);
      const answer = gained(match(before.ours, '^AROA'), match(after.ours, '^AROA'));
      counts[answer.kind]++;
      expect([before.ours, after.ours, answer.kind]).toEqual([
        before.ours,
        after.ours,
        isNobody ? 'nobody' : 'somebody',
      ]);
      if (answer.kind === 'somebody') expect(answer.caller).toSatisfy(isPresentable);
    }),
    { numRuns: 2000 },
  );
  // Both answers are many.
  expect(Math.min(counts.nobody, counts.somebody)).toBeGreaterThan((counts.nobody + counts.somebody) / 6);
});
