import * as l10n from '@vscode/l10n';
import { visible } from '../text';
import { stateOf } from './cell';
import { cellValue } from './cellText';
import type { Overlaps } from './overlaps';
import { type Beside, besideEach, exampleOf } from './overlapText';
import type { AccessTable } from './table';

export const exportFormats = ['csv', 'markdown', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The rows of a table to write, in this order. */
export interface Written {
  readonly table: AccessTable;
  readonly rows: Iterable<number>;
  /** What each identity may do, by its id, where that was asked for. */
  readonly roles?: ReadonlyMap<string, readonly string[]> | undefined;
  /** The identities that one caller can assume, where they were looked for. */
  readonly overlaps?: Overlaps | undefined;
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
  const { table, rows, roles, overlaps } = written;
  const { columns } = table;
  const beside = overlaps && besideEach(overlaps);
  yield [
    l10n.t('Identity'),
    l10n.t('Folder'),
    l10n.t('ID'),
    l10n.t('Last seen'),
    l10n.t('Callers that can'),
    ...(roles ? [l10n.t('Roles')] : []),
    ...(overlaps ? [overlapsTitle(overlaps)] : []),
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
      ...(beside ? [(beside.get(id) ?? []).map((other) => besideText(table, other)).join('; ')] : []),
      ...columns.map((_, column) => cellValue(table.answer(row, column))),
    ];
  }
}

/** Says as well where not all were compared, so that what is not listed may overlap. */
function overlapsTitle({ compared, of }: Overlaps): string {
  return compared < of
    ? l10n.t('Overlaps with ({0} of {1} compared)', compared, of)
    : l10n.t('Overlaps with');
}

function besideText(table: AccessTable, { id, by }: Beside): string {
  const name = nameOf(table, id);
  return by ? l10n.t('{0}, by {1}', name, exampleOf(by)) : l10n.t('{0}, not decided', name);
}

function nameOf(table: AccessTable, id: string): string {
  return table.rows[table.placeOf(id) ?? -1]?.name ?? id;
}

function* json({ table, rows, roles, overlaps }: Written): Generator<string> {
  const beside = overlaps && besideEach(overlaps);
  const compared = overlaps && { compared: overlaps.compared, of: overlaps.of };
  const callers = table.columns.map(({ name, caller }) => ({ name, ...caller }));
  yield `{\n  "callers": ${JSON.stringify(callers)},\n`;
  if (compared) yield `  "overlaps": ${JSON.stringify(compared)},\n`;
  yield '  "identities": [';
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
      ...(beside && {
        overlaps: (beside.get(id) ?? []).map((other) => ({
          with: other.id,
          name: nameOf(table, other.id),
          by: other.by ?? null,
        })),
      }),
      access,
    };
    yield `${separator}    ${JSON.stringify(written)}`;
    separator = ',\n';
  }
  yield '\n  ]\n}\n';
}
