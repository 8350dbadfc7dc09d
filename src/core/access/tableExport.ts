import * as l10n from '@vscode/l10n';
import { visible } from '../text';
import { stateOf } from './cell';
import { cellValue } from './cellText';
import type { AccessTable } from './table';

export const exportFormats = ['csv', 'markdown', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The rows of a table to write, in this order. */
export interface Written {
  readonly table: AccessTable;
  readonly rows: Iterable<number>;
  /** What each identity may do, by its id, where that was asked for. */
  readonly roles?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A table as text, piece by piece: each step is a row. */
export function exportTable(written: Written, format: ExportFormat): Generator<string> {
  switch (format) {
    case 'csv':
      return csv(written);
    case 'markdown':
      return markdown(written);
    case 'json':
      return json(written);
  }
}

function* csv(written: Written): Generator<string> {
  for (const cells of lines(written)) yield `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * A cell of a CSV file. A program that opens one takes what begins with these signs for a formula, which may run
 * something or send the rest of the sheet away: an apostrophe before it keeps it a text.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function* markdown(written: Written): Generator<string> {
  let isHead = true;
  for (const cells of lines(written)) {
    yield `| ${cells.map(markdownCell).join(' | ')} |\n`;
    if (isHead) yield `|${cells.map(() => ' --- |').join('')}\n`;
    isHead = false;
  }
}

/** A text as it stands in a cell of a Markdown table: no sign in it means anything. */
export function markdownCell(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&');
}

function* lines(written: Written): Generator<readonly string[]> {
  const { table, rows, roles } = written;
  const { columns } = table;
  yield [
    l10n.t('Identity'),
    l10n.t('Folder'),
    l10n.t('ID'),
    l10n.t('Last seen'),
    l10n.t('Callers that can'),
    ...(roles ? [l10n.t('Roles')] : []),
    ...columns.map(({ name, caller }) => `${name} ${caller.arn}`),
  ];
  for (const row of rows) {
    const { id = '', name = '', folder = '', lastSeen } = table.rows[row] ?? {};
    yield [
      name,
      folder,
      id,
      lastSeen?.toISOString() ?? '',
      String(table.ableTo(row)),
      ...(roles ? [roles.get(id)?.join('; ') ?? ''] : []),
      ...columns.map((_, column) => cellValue(table.answer(row, column))),
    ];
  }
}

function* json({ table, rows, roles }: Written): Generator<string> {
  const callers = table.columns.map(({ name, caller }) => ({ name, ...caller }));
  yield `{\n  "callers": ${JSON.stringify(callers)},\n  "identities": [`;
  let separator = '\n';
  for (const row of rows) {
    const { id = '', name = '', folder = '', lastSeen } = table.rows[row] ?? {};
    const access = table.columns.map((_, column) => {
      const answer = table.answer(row, column);
      const state = stateOf(answer);
      return state === 'can' || state === 'open' ? { state } : { state, why: answer };
    });
    const written = {
      id,
      name,
      folder,
      lastSeen: lastSeen?.toISOString() ?? null,
      ...(roles && { roles: roles.get(id) ?? [] }),
      access,
    };
    yield `${separator}    ${JSON.stringify(written)}`;
    separator = ',\n';
  }
  yield '\n  ]\n}\n';
}
