import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/core/caller';
import { explain } from '../../../../src/core/match/explain';
import { withValues } from '../../../../src/core/field';
import type { AwsMatch, Rule } from '../../../../src/core/identity';
import { quotePattern } from '../../../../src/core/pattern/pattern';
import { ruleHolds } from '../../../../src/core/match/rule';

/** What can stand in one place of an ARN or of a user ID. */
const places = {
  partition: ['aws', 'aws-cn'],
  account: ['111111111111', '222222222222', '333333333333'],
  role: ['ci-runner', 'ci-builder', 'deploy'],
  session: ['kim', 'lee', 'i-05a6373examplehd2', 'botocore-session-1700000000'],
  id: ['AROAEXAMPLE1', 'AROAEXAMPLE2'],
} as const;
type Place = keyof typeof places;
type Parts = Readonly<Record<Place, string>>;

const callerOf = ({ partition, account, role, session, id }: Parts): Caller => ({
  account,
  arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
  userId: `${id}:${session}`,
});
const partsOfCaller = fc.record({
  partition: fc.constantFrom(...places.partition),
  account: fc.constantFrom(...places.account),
  role: fc.constantFrom(...places.role),
  session: fc.constantFrom(...places.session),
  id: fc.constantFrom(...places.id),
});
const everybody: readonly Parts[] = places.partition.flatMap((partition) =>
  places.account.flatMap((account) =>
    places.role.flatMap((role) =>
      places.session.flatMap((session) => places.id.map((id) => ({ partition, account, role, session, id }))),
    ),
  ),
);

/** The pattern of one place: one text, either of two, or any. */
const patternOf = (place: Place) =>
  fc.oneof(
    fc.constantFrom(...places[place]).map(quotePattern),
    fc
      .tuple(fc.constantFrom(...places[place]), fc.constantFrom(...places[place]))
      .map((two) => `(?:${two.map(quotePattern).join('|')})`),
    fc.constantFrom('(.+)', '[^/:]+'),
  );
const patterns = fc.record({
  partition: patternOf('partition'),
  account: patternOf('account'),
  role: patternOf('role'),
  session: patternOf('session'),
  id: patternOf('id'),
});
const arnPattern = ({ partition, account, role, session }: Parts) =>
  `^arn:${partition}:sts::${account}:assumed-role/${role}/${session}$`;
const userIdPattern = ({ id, session }: Parts) => `^${id}:${session}$`;

const rule = (field: 'arn' | 'userId', isExact: boolean, text: Parts, pattern: Parts): Rule =>
  isExact
    ? { kind: 'exact', value: callerOf(text)[field] }
    : { kind: 'pattern', value: field === 'arn' ? arnPattern(pattern) : userIdPattern(pattern) };

/** A definition of whole rules, each exact or a pattern made of its places. */
const definition = fc
  .record({
    account: fc.constantFrom(...places.account),
    isExact: fc.record({ arn: fc.boolean(), userId: fc.boolean() }),
    exact: partsOfCaller,
    patterns,
  })
  .map((drawn) => ({
    ...drawn,
    match: {
      account: drawn.account,
      arn: rule('arn', drawn.isExact.arn, drawn.exact, drawn.patterns),
      userId: rule('userId', drawn.isExact.userId, drawn.exact, drawn.patterns),
    } satisfies AwsMatch,
  }));

const allOf = (of: Parts) => Object.entries(of) as readonly (readonly [Place, string])[];
const placesOf = { arn: ['partition', 'account', 'role', 'session'], userId: ['id', 'session'] } as const;

describe('the smallest change', () => {
  it('lets the caller in only as a whole: each part of it is needed', () => {
    fc.assert(
      fc.property(definition, partsOfCaller, ({ match }, parts) => {
        const caller = callerOf(parts);
        const changes = explain(match, caller).fields.flatMap((field) =>
          field.matches ? [] : [field.change],
        );
        const made = (some: typeof changes) =>
          some.reduce<AwsMatch>((so, { sets }) => withValues(so, sets), match);
        expect(explain(made(changes), caller).matches).toBe(true);
        for (const left of changes)
          expect(explain(made(changes.filter((each) => each !== left)), caller).matches).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps of a pattern what fits the caller already', () => {
    fc.assert(
      fc.property(definition, partsOfCaller, (drawn, parts) => {
        const caller = callerOf(parts);
        for (const field of explain(drawn.match, caller).fields) {
          const { field: name } = field;
          if (field.matches || name === 'account' || drawn.isExact[name]) continue;
          const changed = field.change.sets[name];
          const kept = allOf(drawn.patterns).filter(([place, pattern]) =>
            new RegExp(`^${pattern}$`).test(parts[place]),
          );
          for (const [place, pattern] of kept)
            if ((placesOf[name] as readonly Place[]).includes(place))
              expect(changed?.value).toContain(pattern);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lets in nobody else but sessions of the role, and whom the rest of the pattern fits', () => {
    fc.assert(
      fc.property(definition, partsOfCaller, (drawn, parts) => {
        const caller = callerOf(parts);
        for (const field of explain(drawn.match, caller).fields) {
          const { field: name } = field;
          if (field.matches || name === 'account') continue;
          const changed = field.change.sets[name];
          const before = drawn.match[name];
          const fitted = (place: Place, text: string) =>
            !drawn.isExact[name] && new RegExp(`^${drawn.patterns[place]}$`).test(text);
          for (const other of everybody) {
            const text = callerOf(other)[name];
            if (!ruleHolds(changed, text) || ruleHolds(before, text)) continue;
            for (const place of placesOf[name])
              expect(
                place === 'session' || other[place] === parts[place] || fitted(place, other[place]),
              ).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
