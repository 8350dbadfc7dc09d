import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../../src/core/access/cell';
import { AccessTable } from '../../../../src/core/access/table';
import {
  csvCell,
  exportTable,
  type ExportFormat,
  markdownCell,
} from '../../../../src/core/access/tableExport';
import { account, match } from './matches';

const row = (name: string, more: Partial<AccessRow> = {}): AccessRow => ({
  id: `id-${name}`,
  name,
  folder: 'acme / platform',
  lastSeen: undefined,
  relationship: { kind: 'aws', match: match('/ci/', '.*') },
  ...more,
});

function tableOf(names: readonly string[]): AccessTable {
  const table = new AccessTable();
  const caller = (name: string) => ({
    id: name,
    name,
    caller: { account, arn: `arn:aws:sts::${account}:assumed-role/${name}/kim`, userId: 'AROAEXAMPLE1:kim' },
  });
  table.setCallers([caller('ci'), caller('cd')]);
  table.add([
    ...names.map((name) => row(name)),
    row('token', { relationship: { kind: 'unknown' }, lastSeen: new Date(0) }),
  ]);
  Array.from(table.work());
  return table;
}

function written(
  names: readonly string[],
  format: ExportFormat,
  roles?: ReadonlyMap<string, string[]>,
): string {
  const table = tableOf(names);
  return [...exportTable({ table, rows: table.rows.keys(), roles }, format)].join('');
}

/** Reads a line of CSV as RFC 4180 says. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let found = cell.exec(csv); found; found = cell.exec(csv)) {
    const [, text = '', end] = found;
    rows.at(-1)?.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('an export of the table', () => {
  it('is CSV with a row for each identity and a column for each caller', () => {
    const [head, first, second] = cellsOf(written(['ci-runner'], 'csv'));
    expect(head?.slice(0, 5)).toEqual(['Identity', 'Folder', 'ID', 'Last seen', 'Callers that can']);
    expect(head?.[5]).toContain('assumed-role/ci/kim');
    expect(first).toEqual(['ci-runner', 'acme / platform', 'id-ci-runner', '', '1', 'can', 'cannot: ARN']);
    expect(second).toEqual([
      'token',
      'acme / platform',
      'id-token',
      '1970-01-01T00:00:00.000Z',
      '0',
      'not known',
      'not known',
    ]);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '=HYPERLINK("https://x.example","a")',
  ])('keeps a text that a sheet would take for a formula a text: %j', (name) => {
    const [, first] = cellsOf(written([name], 'csv'));
    expect(first?.[0]).toBe(`'${name}`);
  });

  it('is read again as what was written, whatever the names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (names) => {
        const rows = cellsOf(written(names, 'csv')).slice(1);
        expect(rows.map(([name]) => name?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''))).toEqual([
          ...names,
          'token',
        ]);
      }),
    );
    expect(csvCell('plain')).toBe('plain');
  });

  it('is Markdown in which no name means anything', () => {
    const text = written(['a|b', '[x](https://x.example)', '<img src=x>', '`c`\n| d'], 'markdown');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line.replace(/\\./g, '').match(/\|/g)).toHaveLength(8);
    expect(text).toContain('a\\|b');
    expect(text).toContain('\\[x\\](https://x.example)');
    expect(text).toContain('\\<img src=x\\>');
    expect(markdownCell('a\u202eb')).toBe('a\\\\u202eb');
  });

  it('is JSON with what decides each cell', () => {
    const read = JSON.parse(
      written(['ci-runner'], 'json', new Map([['id-ci-runner', ['viewer → acme']]])),
    ) as {
      callers: { name: string }[];
      identities: object[];
    };
    expect(read.callers.map(({ name }) => name)).toEqual(['ci', 'cd']);
    expect(read.identities).toEqual([
      {
        id: 'id-ci-runner',
        name: 'ci-runner',
        folder: 'acme / platform',
        lastSeen: null,
        roles: ['viewer → acme'],
        access: [{ state: 'can' }, { state: 'cannot', why: 'arn' }],
      },
      expect.objectContaining({ roles: [], access: [{ state: 'unknown', why: 'rules' }, expect.anything()] }),
    ]);
  });

  it('has what each identity may do, where that was asked for', () => {
    const [head, first] = cellsOf(
      written(['a'], 'csv', new Map([['id-a', ['viewer → acme', 'owner → web']]])),
    );
    expect([head?.[5], first?.[5]]).toEqual(['Roles', 'viewer → acme; owner → web']);
  });

  describe('of identities that overlap', () => {
    const table = tableOf(['ci', '=cd']);
    const caller = { account, arn: `arn:aws:sts::${account}:assumed-role/ci/kim`, userId: 'AROAX:kim' };
    const token = { issuer: 'https://x.example', subject: 's', audiences: [], claims: [] };
    const overlaps = {
      overlaps: [
        { a: 'id-ci', b: 'id-=cd', by: { kind: 'caller' as const, caller } },
        { a: 'id-ci', b: 'id-gone', by: { kind: 'token' as const, token } },
      ],
      undecided: [['id-=cd', 'id-token'] as const],
      compared: 3,
      of: 3,
    };
    const as = (format: ExportFormat, change: Partial<typeof overlaps> = {}) =>
      [...exportTable({ table, rows: table.rows.keys(), overlaps: { ...overlaps, ...change } }, format)].join(
        '',
      );

    it('says in CSV with which, and by whom for example', () => {
      const rows = cellsOf(as('csv')).map(([, , , , , cell]) => cell);
      expect(rows).toEqual([
        'Overlaps with',
        `'=cd, by ${caller.arn}; id-gone, by a token of https://x.example with the subject s`,
        `ci, by ${caller.arn}; token, not decided`,
        `'=cd, not decided`,
      ]);
      expect(cellsOf(as('csv', { compared: 2 }))[0]?.[5]).toBe('Overlaps with (2 of 3 compared)');
    });

    it('says so in Markdown, where no name means anything', () => {
      expect(as('markdown')).toContain('| Overlaps with |');
      expect(as('markdown')).toContain('token, not decided');
    });

    it('says so in JSON, with the caller or the token', () => {
      const read = JSON.parse(as('json')) as { overlaps: object; identities: { overlaps: object[] }[] };
      expect(read.overlaps).toEqual({ compared: 3, of: 3 });
      expect(read.identities.map((each) => each.overlaps)).toEqual([
        [
          { with: 'id-=cd', name: '=cd', by: { kind: 'caller', caller } },
          { with: 'id-gone', name: 'id-gone', by: { kind: 'token', token } },
        ],
        [
          { with: 'id-ci', name: 'ci', by: { kind: 'caller', caller } },
          { with: 'id-token', name: 'token', by: null },
        ],
        [{ with: 'id-=cd', name: '=cd', by: null }],
      ]);
    });

    it('says nothing of them where they were not looked for', () => {
      expect(written(['ci'], 'json') + written(['ci'], 'csv')).not.toMatch(/overlap/i);
    });
  });
});
