/** A row of a table, as far as its line tells. */
export interface TableRow {
  readonly start: number;
  readonly line: string;
  /** The first row, which names the columns; empty if there is none. */
  readonly header: string;
  readonly separator: 'bar' | 'spaces' | 'comma';
}

/** A cell of a row, and where in its line. */
export interface Cell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Names of columns between wide spaces, as commands print them. */
const columns = /^[ \t]*[A-Z][A-Z ]{0,30}(?:(?: {2,}|\t)[ \t]*[A-Z][A-Z _-]{0,30})+$/;
/** The longest line that is read as a row. */
const widest = 2000;

/** Reads, line after line, which rows of tables a text has: between bars, of wide spaces, of commas. */
export class TableReader {
  readonly #text: string;
  readonly #isCsv: boolean;
  #header: string | undefined;
  #columns = '';
  #row: TableRow | undefined;

  constructor(text: string, languageOrPath: string) {
    this.#text = text;
    this.#isCsv = /(?:^|[./\\])(?:csv|tsv)$/i.test(languageOrPath);
  }

  /** Reads the line at an offset, which is `trimmed` or longer. */
  line(start: number, trimmed: string): void {
    const hasBars = (trimmed.match(/[|│]/g)?.length ?? 0) > 0 && trimmed !== '|' && trimmed !== '>|';
    this.#row = undefined;
    if (trimmed === '' || /^(?:```|#)/.test(trimmed)) {
      this.#header = undefined;
      this.#columns = '';
      return;
    }
    if (hasBars) {
      const line = this.#lineAt(start);
      const isNamed = /\p{L}/u.test(line) && !/[0-9a-f]{40}/.test(line);
      if (this.#header === undefined && /\p{L}|\d/u.test(line)) this.#header = isNamed ? line : '';
      this.#row = { start, line, header: this.#header ?? '', separator: 'bar' };
      return;
    }
    if (!/^[\s+\-=─┌┐└┘├┤┬┴┼╞╪╡:]+$/.test(trimmed)) this.#header = undefined;
    if (this.#isCsv) {
      const line = this.#lineAt(start);
      if (this.#columns === '') this.#columns = line;
      this.#row = { start, line, header: this.#columns, separator: 'comma' };
    } else if (columns.test(this.#text.slice(start, start + 400).split(/\r?\n/, 1)[0] ?? ''))
      this.#columns = this.#lineAt(start);
    else if (this.#columns !== '')
      this.#row = { start, line: this.#lineAt(start), header: this.#columns, separator: 'spaces' };
  }

  /** The row of the line that begins at an offset, which is the last line that was read. */
  rowAt(start: number): TableRow | undefined {
    return this.#row?.start === start ? this.#row : undefined;
  }

  #lineAt(start: number): string {
    return this.#text.slice(start, start + widest).split(/\r?\n/, 1)[0] ?? '';
  }
}

/** The cells of a row's line. */
export function cellsOf(line: string, separator: TableRow['separator']): Cell[] {
  const between = { bar: /[|│]/g, spaces: /\t| {2,}/g, comma: /[,\t;]/g }[separator];
  const cells: Cell[] = [];
  let start = 0;
  for (const end of [...[...line.matchAll(between)].map((match) => match.index), line.length]) {
    const raw = line.slice(start, end);
    const text = raw.replace(/^[\s|│*_`"']+|[\s*_`"']+$/g, '');
    if (separator !== 'spaces' || text !== '') cells.push({ text, start, end });
    start = separator === 'spaces' ? end : end + 1;
  }
  return cells;
}
