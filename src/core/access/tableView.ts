import { sortedBy } from './ranks';
import type { AccessTable } from './table';

/** Which rows of the table to show. `nobody`: it is certain that no known caller can. */
export const rowFilters = ['all', 'several', 'nobody', 'overlaps'] as const;
export type RowFilter = (typeof rowFilters)[number];

export const rowOrders = ['name', 'folder', 'callers', 'seen'] as const;
export type RowOrder = (typeof rowOrders)[number];

/** Which rows to show, and in which order. */
export interface TableView {
  /** Words that a row has to contain, in upper or lower case. */
  readonly text: string;
  readonly only: RowFilter;
  readonly order: RowOrder;
  readonly descending: boolean;
}

export const wholeTable: TableView = { text: '', only: 'all', order: 'name', descending: false };

/**
 * The places of the rows that a view shows, in its order; rows that are equal in it are in the order of their names, then
 * as they were added.
 *
 * @param overlapping ids of rows that overlap with another one, beside those that share a caller of the table
 */
export function arrange(
  table: AccessTable,
  { text, only, order, descending }: TableView,
  overlapping: ReadonlySet<string> = new Set(),
): Uint32Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const passes = filterOf(table, only, overlapping);
  const shown: number[] = [];
  for (let row = 0; row < table.rows.length; row++)
    if (passes(row) && table.contains(row, words)) shown.push(row);
  const { name, ranks } = table.orders;
  const number = (row: number) => (order === 'callers' ? table.ableTo(row) : (ranks[order][row] ?? 0));
  // As many as there are rows or callers at most, so that none is negative.
  const most = Math.max(table.rows.length, table.columns.length);
  return sortedBy(shown, (row) => (descending ? most - number(row) : number(row)), name);
}

function filterOf(
  table: AccessTable,
  only: RowFilter,
  overlapping: ReadonlySet<string>,
): (row: number) => boolean {
  switch (only) {
    case 'all':
      return () => true;
    case 'several':
      return (row) => table.ableTo(row) > 1;
    case 'nobody':
      return (row) => table.columns.length > 0 && table.isClosed(row);
    case 'overlaps': {
      const shared = table.shared();
      return (row) => shared.has(row) || overlapping.has(table.rows[row]?.id ?? '');
    }
  }
}
