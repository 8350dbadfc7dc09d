import { isAccount } from '../core/arn';

/** The values of a caller as they stand in the CLI's text output. */
const inOutput = /^(?:\d{12}(?::\S+)?|arn:\S+|A(?:ROA|IDA)[A-Z0-9]{12,124}(?::\S+)?)$/;

/** The lines of a text, and where cells of a table go on in the lines below. */
export class Rows {
  readonly #text: string;
  readonly #starts: readonly number[];
  #asked: { readonly row: number; readonly isOutput: boolean } | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** The number of the line with this offset. */
  at(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** How far a line is indented, with marks of lists and quotations. */
  indentOf(row: number): number {
    const start = this.#starts[row] ?? 0;
    return (/^[\s>#*-]{0,200}/.exec(this.#text.slice(start, start + 200))?.[0] ?? '').length;
  }

  /** Whether this offset is on a line of nothing but an ARN, a user ID and an account, as in the CLI's text output. */
  isOutput(offset: number): boolean {
    const row = this.at(offset);
    if (row !== this.#asked?.row) this.#asked = { row, isOutput: isOutput(this.#line(row)) };
    return this.#asked.isOutput;
  }

  /**
   * What the value at `start`, which ends at `end`, goes on with in the lines below: in the same column of a table, of a
   * list of labels and values, or where a terminal broke the line behind an account. Empty if it does not.
   */
  continuation(start: number, end: number): string {
    const row = this.at(start);
    const column = start - (this.#starts[row] ?? 0);
    const line = this.#line(row);
    const [, indent = ''] = /^([\s|]*)/.exec(line) ?? [];
    if (this.#text.charAt(end) === '\n' && /^\s*\d{12}\s+arn:\S+$/.test(line)) {
      const broken = /^([\w+=,.@/-]+)\s+A(?:ROA|IDA)[A-Z0-9]{12}/.exec(this.#line(row + 1))?.[1] ?? '';
      if (!/^user/i.test(broken)) return broken;
    }
    if (indent.length === column) return '';
    let more = '';
    for (let below = row + 1; below <= row + 8; below++) {
      const cells = this.#line(below).replaceAll('|', ' ');
      const first = cells.search(/\S/);
      const piece = /^[\w+=,.@/:-]+(?=\s|$)(?!\s*[=:])/.exec(cells.slice(column))?.[0] ?? '';
      const begins = piece !== '' && (column === 0 || cells.charAt(column - 1) === ' ');
      if (!begins || first <= indent.length || /^(?:arn:|A(?:ROA|IDA)[A-Z0-9]{12}|\d{12}$)/.test(piece))
        break;
      more += piece;
    }
    return more;
  }

  /** A line, or as much of it as a table is wide. */
  #line(row: number): string {
    const start = this.#starts[row];
    if (start === undefined) return '';
    const next = this.#starts[row + 1];
    return this.#text.slice(start, Math.min(start + 2000, next === undefined ? this.#text.length : next - 1));
  }
}

function isOutput(line: string): boolean {
  const values = line.trim().split(/[ \t]+/);
  if (values.length < 2 || values.length > 3 || !values.every((each) => inOutput.test(each))) return false;
  const [first = '', ...others] = values;
  // Behind an account alone no separator can be meant.
  return (isAccount(first) && others.length === 2) || !values.some((each) => /[,;.)\]}]$/.test(each));
}
