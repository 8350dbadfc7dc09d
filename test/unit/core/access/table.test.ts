import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessRow,
  type CellAnswer,
  CellJudge,
  prefixOf,
  stateOf,
} from '../../../../src/core/access/cell';
import { type AccessCaller, AccessTable } from '../../../../src/core/access/table';
import { arrange, type TableView, wholeTable } from '../../../../src/core/access/tableView';
import type { Caller } from '../../../../src/core/caller';
import type { MatchField } from '../../../../src/core/field';
import type { Relationship } from '../../../../src/core/identity';
import { explain } from '../../../../src/core/match/explain';
import { compilePattern, quotePattern } from '../../../../src/core/pattern/pattern';
import { account, exact, match, other, someCaller, someMatch } from './matches';

const row = (id: string, relationship: Relationship, more: Partial<AccessRow> = {}): AccessRow => ({
  id,
  name: id,
  folder: 'acme',
  lastSeen: undefined,
  relationship,
  ...more,
});
const aws = (id: string, arn: string, userId = '.*', more: Partial<AccessRow> = {}) =>
  row(id, { kind: 'aws', match: match(arn, userId) }, more);
const column = (caller: Caller, index = 0): AccessCaller => ({ id: `c${index}`, name: `c${index}`, caller });
const session = (role: string): Caller => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/kim`,
  userId: 'AROAEXAMPLE1:kim',
});

function worked(rows: readonly AccessRow[], callers: readonly Caller[]): AccessTable {
  const table = new AccessTable();
  table.setCallers(callers.map(column));
  table.add(rows);
  Array.from(table.work());
  return table;
}

describe('a cell of the table', () => {
  it('says what the explanation says, with the first field that refuses the caller', () => {
    const unknown = fc.subarray<MatchField>(['account', 'arn', 'userId']);
    const pairs = fc.tuple(fc.array(fc.tuple(someMatch, unknown, fc.boolean())), fc.array(someCaller));
    fc.assert(
      fc.property(pairs, ([matches, callers]) => {
        const rows = matches.map(([of, fields, elsewhere], index) =>
          row(
            `i${index}`,
            { kind: 'aws', match: elsewhere ? { ...of, account: other } : of },
            { unknown: fields },
          ),
        );
        const table = worked(rows, callers);
        for (const [place, { relationship, unknown: fields = [] }] of rows.entries()) {
          if (relationship.kind !== 'aws') continue;
          for (const [index, caller] of callers.entries()) {
            const { verdict, fields: told } = explain(relationship.match, caller, fields);
            const first = told.find(({ matches: fits }) => !fits)?.field;
            const expected: CellAnswer = first ?? (verdict === 'can' ? 'can' : 'later');
            expect(table.answer(place, index)).toBe(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes from a pattern only a beginning that every text has', () => {
    const piece = fc.constantFrom(
      ...['a', 'b:', '/', '\\.', '\\\\', '\\+', '.', '.*', '?', '*', '+', '{0,1}', '{', '(x)', '(x|)', '|'],
      ...['[ab]', '$', '^', '\\Q.\\E', '\\b', '(?i)', '(?:a)?', '\\-'],
    );
    const patterns = fc.array(piece, { maxLength: 6 }).map((pieces) => `^${pieces.join('')}`);
    const texts = fc.array(fc.constantFrom('a', 'b:', '/', '.', '\\', '+', '{', '-', 'x', ''), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(patterns, fc.array(texts, { maxLength: 20 }), (pattern, all) => {
        const compiled = compilePattern(pattern);
        const begins = prefixOf(pattern);
        for (const text of [...all.map((each) => each.join('')), begins.slice(0, -1), `${begins}a`, ''])
          if (compiled.ok && compiled.find(text))
            expect([pattern, text.startsWith(begins)]).toEqual([pattern, true]);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = quotePattern(text);
        expect(text.startsWith(prefixOf(`^${literal}$`))).toBe(true);
      }),
    );
    expect(prefixOf('^arn:aws:sts::1:assumed-role/ci\\.x/(.+)$')).toBe('arn:aws:sts::1:assumed-role/ci.x/');
    expect(prefixOf('arn:aws')).toBe('');
  });

  it('tells of an identity that trusts tokens only what is certain', () => {
    const judge = new CellJudge();
    const issuer = exact('https://a.tokens.sts.global.api.aws');
    const claims = (of: Partial<Extract<Relationship, { kind: 'claims' }>>): Relationship => ({
      kind: 'claims',
      issuer,
      subject: undefined,
      audience: undefined,
      claims: [],
      ...of,
    });
    const subject = (text: string) => claims({ subject: exact(text) });
    const role = (name: string, of = account, partition = 'aws') =>
      `arn:${partition}:iam::${of}:role/${name}`;
    const user: Caller = { account, arn: `arn:aws:iam::${account}:user/team/kim`, userId: 'AIDAEXAMPLE1' };
    const cases: readonly (readonly [Relationship, Caller, CellAnswer])[] = [
      [subject(role('ci')), session('ci'), 'token'],
      [subject(role('teams/a/ci')), session('ci'), 'token'],
      [subject(role('cd')), session('ci'), 'subject'],
      [subject(role('ci', other)), session('ci'), 'subject'],
      [subject(role('ci', account, 'aws-cn')), session('ci'), 'subject'],
      [subject(user.arn), user, 'token'],
      [subject(`arn:aws:iam::${account}:user/kim`), user, 'subject'],
      [subject(role('ci')), user, 'subject'],
      [subject('anything'), session('ci'), 'token'],
      [claims({ subject: { kind: 'pattern', value: 'cd' } }), session('ci'), 'token'],
      [
        claims({ issuer: exact('https://token.actions.githubusercontent.com'), subject: exact(role('cd')) }),
        session('ci'),
        'token',
      ],
      [{ kind: 'static', issuer: '', subject: '', expires: undefined }, user, 'keys'],
      [{ kind: 'service-principal', principal: 'X' }, user, 'service'],
      [{ kind: 'unknown' }, user, 'rules'],
    ];
    for (const [relationship, caller, expected] of cases)
      expect([relationship, judge.answer(row('x', relationship), caller)]).toEqual([relationship, expected]);
    expect((['subject', 'service', 'token', 'keys', 'rules', 'later'] as const).map(stateOf)).toEqual([
      'cannot',
      'cannot',
      'unknown',
      'unknown',
      'unknown',
      'undecided',
    ]);
  });
});

describe('a table that is being worked out', () => {
  const rows = ['ci', 'cd', 'ce'].map((name) => aws(name, `^arn:aws:sts::A:assumed-role/${name}/(.+)$`));

  it('takes rows and callers between two steps, and works out the rest', () => {
    const table = new AccessTable();
    table.setCallers([column(session('ci'))]);
    table.add(rows.slice(0, 1));
    const work = table.work();
    work.next();
    expect(table.progress).toEqual({ done: 1, all: 1 });
    table.add(rows);
    table.setCallers([column(session('cd'), 1), column(session('ci'), 0)]);
    expect([table.cellsOf(0), table.progress]).toEqual(['01', { done: 1, all: 6 }]);
    Array.from(work);
    expect(rows.map((_, place) => [table.answer(place, 0), table.answer(place, 1)])).toEqual([
      ['arn', 'can'],
      ['can', 'arn'],
      ['arn', 'arn'],
    ]);
    expect(rows.map((_, place) => table.ableTo(place))).toEqual([1, 1, 0]);
    table.setCallers([column(session('cd'), 1)]);
    expect(rows.map((_, place) => table.ableTo(place))).toEqual([0, 1, 0]);
  });

  it('works out anew a column that has become another caller', () => {
    const table = worked(rows, [session('ci')]);
    table.setCallers([column(session('cd'))]);
    expect(table.answer(0, 0)).toBe('open');
    Array.from(table.work());
    expect([table.answer(0, 0), table.answer(1, 0)]).toEqual(['arn', 'can']);
  });

  it('works out anew a column whose caller was made again', () => {
    const table = worked([aws('a', '.*', 'EXAMPLE1:')], [session('ci')]);
    expect(table.answer(0, 0)).toBe('can');
    table.setCallers([column({ ...session('ci'), userId: 'AROAEXAMPLE2:kim' })]);
    expect([table.answer(0, 0), table.ableTo(0)]).toEqual(['open', 0]);
    Array.from(table.work());
    expect(table.answer(0, 0)).toBe('userId');
  });

  it('keeps what is worked out when rows are added', () => {
    const table = worked([aws('a', '/ci/')], [session('ci'), session('cd')]);
    table.add(Array.from({ length: 200 }, (_, index) => aws(`b${index}`, '/cd/')));
    expect([table.cellsOf(0), table.ableTo(0), table.progress]).toEqual(['13', 1, { done: 2, all: 402 }]);
    Array.from(table.work());
    expect([table.cellsOf(200), table.progress.done]).toEqual(['31', 402]);
    expect([...table.shared()]).toHaveLength(200);
  });

  it('holds many rows', () => {
    const table = worked(
      Array.from({ length: 300 }, (_, index) => aws(`i${index}`, `/${index % 7 === 0 ? 'ci' : 'x'}/`)),
      [session('ci'), session('x')],
    );
    expect(table.progress).toEqual({ done: 600, all: 600 });
    expect([table.answer(294, 0), table.answer(295, 0), table.answer(295, 1)]).toEqual(['can', 'arn', 'can']);
  });
});

describe('a view of the table', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const table = worked(
    [
      aws('Beta', '/(ci|cd)/', '.*', { folder: 'z', lastSeen: at(2) }),
      aws('alpha', '/ci/', '.*', { folder: 'y' }),
      aws('gamma', '/none/', '.*', { folder: 'x', lastSeen: at(3) }),
      row('token', { kind: 'unknown' }, { folder: 'z' }),
      aws('delta', '/ce/', '.*', { folder: 'x', lastSeen: at(1) }),
    ],
    ['ci', 'cd', 'ce'].map(session),
  );
  const names = (view: Partial<TableView>, overlapping?: ReadonlySet<string>) =>
    Array.from(arrange(table, { ...wholeTable, ...view }, overlapping), (place) => table.rows[place]?.name);

  it('is in an order, whatever the case, and the other way round', () => {
    expect(names({})).toEqual(['alpha', 'Beta', 'delta', 'gamma', 'token']);
    expect(names({ descending: true })).toEqual(['token', 'gamma', 'delta', 'Beta', 'alpha']);
    expect(names({ order: 'folder' })).toEqual(['delta', 'gamma', 'alpha', 'Beta', 'token']);
    expect(names({ order: 'callers', descending: true })).toEqual([
      'Beta',
      'alpha',
      'delta',
      'gamma',
      'token',
    ]);
    expect(names({ order: 'seen', descending: true })).toEqual(['gamma', 'Beta', 'delta', 'alpha', 'token']);
  });

  it('shows what several can assume, what certainly nobody known can, and what shares a caller', () => {
    expect(names({ only: 'several' })).toEqual(['Beta']);
    expect(names({ only: 'nobody' })).toEqual(['gamma']);
    expect(names({ only: 'overlaps' })).toEqual(['alpha', 'Beta']);
    expect(names({ only: 'overlaps' }, new Set(['gamma']))).toEqual(['alpha', 'Beta', 'gamma']);
  });

  it('has the signs between the letters of both cases before them, as in lower case', () => {
    const table = worked([aws('xA', '.*'), aws('x_1', '.*'), aws('XB', '.*')], []);
    const names = [...arrange(table, wholeTable)].map((place) => table.rows[place]?.name);
    expect(names).toEqual(['x_1', 'xA', 'XB']);
  });

  it('shows what an identity trusts that trusts no callers', () => {
    const issuer = { issuer: exact('https://i.example'), subject: exact('repo:shop'), audience: undefined };
    const table = worked(
      [
        row('claims', { kind: 'claims', ...issuer, claims: [] }),
        row('open', {
          kind: 'claims',
          issuer: undefined,
          subject: undefined,
          audience: undefined,
          claims: [],
        }),
        row('static', { kind: 'static', issuer: 'https://k.example', subject: 'robot', expires: undefined }),
        row('service', { kind: 'service-principal', principal: 'CATALOG_SYNCER' }),
      ],
      [],
    );
    const shown = (text: string) =>
      [...arrange(table, { ...wholeTable, text })].map((place) => table.rows[place]?.id);
    expect(['I.example', 'shop', 'k.EXAMPLE robot', 'catalog', 'shop robot'].map(shown)).toEqual([
      ['claims'],
      ['claims'],
      ['static'],
      ['service'],
      [],
    ]);
  });

  it('shows what contains every word, in its name, its folder, its id and its rules', () => {
    expect(names({ text: 'ALPHA' })).toEqual(['alpha']);
    expect(names({ text: ' z  be ' })).toEqual(['Beta']);
    expect(names({ text: '/ce/' })).toEqual(['delta']);
    expect(names({ text: account })).toHaveLength(4);
    expect(names({ text: 'nothing such' })).toEqual([]);
  });

  it('says that nobody can only where there are callers', () => {
    const none = worked([aws('a', '/ci/')], []);
    expect(arrange(none, { ...wholeTable, only: 'nobody' })).toHaveLength(0);
  });
});
