import { env } from 'node:process';
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

/** As many pairs as the suite has time for; 2,000 and more were tried, and can be again. */
const pairs = Number(env['ACCESS_PAIRS'] ?? 200);

it('decides a single field as another library does', () => {
  const counts = { nobody: 0, somebody: 0, undecided: 0 };
  fc.assert(
    fc.property(written, written, (before, after) => {
      const refused = DFA.fromFA(automaton(before.theirs));
      refused.complement();
      const isNobody = isDisjointWith(
        DFA.fromIntersection(DFA.fromFA(automaton(after.theirs)), callers),
        refused,
      );
      const answer = gained(match(before.ours, '^AROA'), match(after.ours, '^AROA'));
      counts[answer.kind]++;
      expect(answer.kind).toBe(isNobody ? 'nobody' : 'somebody');
      if (answer.kind === 'somebody') expect(answer.caller).toSatisfy(isPresentable);
    }),
    { numRuns: pairs },
  );
  expect(Math.min(counts.nobody, counts.somebody)).toBeGreaterThan(pairs / 6);
});
