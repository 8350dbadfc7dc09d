/** What a person sees of the table, in pixels. */
export interface Seen {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export const rowHeight = 28;
export const headHeight = 46;
/** Of the column with the names, which stays in sight. */
export const nameWidth = 220;
export const callerWidth = 150;

/** A column that tells something about the identity. */
export type FactColumn = 'name' | 'folder' | 'callers' | 'seen' | 'roles';

const factWidths: Readonly<Record<Exclude<FactColumn, 'name'>, number>> = {
  folder: 150,
  callers: 76,
  seen: 104,
  roles: 260,
};

/** The columns about the identity, in their order. */
export function factColumns(roles: boolean): readonly FactColumn[] {
  return ['name', 'folder', 'callers', 'seen', ...(roles ? (['roles'] as const) : [])];
}

/** Where a column is, and how wide it is; `column` counts those about the identity and then the callers. */
export function placeOf(column: number, facts: readonly FactColumn[]): { left: number; width: number } {
  const widths = facts.map((fact) => (fact === 'name' ? nameWidth : factWidths[fact]));
  const sum = (count: number) => widths.slice(0, count).reduce((total, width) => total + width, 0);
  const own = widths[column];
  return own === undefined
    ? { left: sum(widths.length) + (column - widths.length) * callerWidth, width: callerWidth }
    : { left: sum(column), width: own };
}

/** How large the whole table is. */
export function sizeOf(rows: number, callers: number, facts: readonly FactColumn[]) {
  const { left } = placeOf(facts.length + callers, facts);
  return { width: left, height: headHeight + rows * rowHeight };
}

/** How many rows to draw beside those that are seen, so that a small step shows no gap. */
const beside = 6;

/** The first row to draw, and the one after the last: always as many, but at the ends of the table. */
export function rowsSeen({ top, height }: Seen, count: number): readonly [from: number, to: number] {
  const from = Math.floor(top / rowHeight) - beside;
  const to = from + Math.ceil(Math.max(0, height - headHeight) / rowHeight) + 1 + 2 * beside;
  return [Math.min(Math.max(0, from), count), Math.max(0, Math.min(count, to))];
}

/** The columns to draw, in their order: the name, and what is seen beside it. */
export function columnsSeen(
  { left, width }: Seen,
  callers: number,
  facts: readonly FactColumn[],
): readonly number[] {
  const isSeen = (column: number) => {
    const place = placeOf(column, facts);
    return place.left + place.width > left && place.left < left + width + callerWidth;
  };
  const own = facts.map((_, column) => column).filter((column) => column === 0 || isSeen(column));
  // All callers are as wide, so that the first and the last one that are seen are worked out.
  const begin = placeOf(facts.length, facts).left;
  const first = Math.max(0, Math.floor((left - begin) / callerWidth));
  const last = Math.min(callers, Math.ceil((left + width + callerWidth - begin) / callerWidth));
  const seen = Array.from({ length: Math.max(0, last - first) }, (_, index) => facts.length + first + index);
  return [...own, ...seen];
}

/** Where to scroll so that a cell is in sight; `row` is -1 for the head. */
export function scrollTo(
  { top, left, width, height }: Seen,
  { row, column }: { readonly row: number; readonly column: number },
  facts: readonly FactColumn[],
): { readonly top: number; readonly left: number } {
  const into = (at: number, size: number, from: number, room: number) =>
    at < from ? at : at + size > from + room ? at + size - room : from;
  const place = placeOf(column, facts);
  return {
    top: row < 0 ? top : into(row * rowHeight, rowHeight, top, Math.max(rowHeight, height - headHeight)),
    left:
      column === 0
        ? left
        : into(place.left - nameWidth, place.width, left, Math.max(place.width, width - nameWidth)),
  };
}
