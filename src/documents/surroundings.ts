import { type Around, Openings, tell } from './around';
import type { WrittenId } from './ids';
import { endOfString } from './jsonStrings';
import { type Manner, mannerOf } from './manner';
import { type Owner, saidByCommand } from './owners';
import { TableReader, type TableRow } from './tables';

/** An id, and all that stands around it which may tell whose it is. */
export interface Surroundings {
  readonly id: WrittenId;
  readonly around: Around;
  /** Where the line of the id begins, with the lines before it that go on in it. */
  readonly line: number;
  /** Where the entry begins that the id is in: behind a comma or a bracket. */
  readonly entry: number;
  readonly row: TableRow | undefined;
  /** The comment on the lines directly above. */
  readonly comment: string;
  /** Whose output the text goes on with, behind a command. */
  readonly output: Owner | undefined;
}

/** Names beside an id that tell whose it is (Chainguard's API, the provider's and Pulumi's states, events). */
const telling =
  'type|kind|ce[-_]type|resource[-_]?type|to|name|key|ParameterKey|OutputKey|aws_?identity|claim_?match|service_?principal|static_?keys|last_?seen|' +
  'capabilities|catalog_?tier|active_?tags|digest|resource_?limits|role|group';
const tokens = new RegExp(
  `\\n|(?<![\\w.-])["']?(?<name>${telling})["']?[ \\t]*(?:[:=]>?|:=)[ \\t]*|["'{}[\\](),;#]|\\/[/*]`,
  'gi',
);
/** The start of a block of a Terraform file. Whatever is still open there was never finished. */
const fresh =
  /(?:resource|data|module|variable|output|provider)[ \t]+"|(?:locals|terraform|moved|import|removed)[ \t]*\{/y;

/** Reads what stands around ids in a text, in one pass. Reads on over whatever is unfinished; takes linear time. */
export function surroundingsOf(
  text: string,
  languageOrPath: string,
  ids: readonly WrittenId[],
): Surroundings[] {
  return ids.length === 0 ? [] : new Reading(text, languageOrPath, ids).all();
}

class Reading {
  readonly #text: string;
  readonly #ids: readonly WrittenId[];
  readonly #manner: Manner;
  readonly #tables: TableReader;
  readonly #found: Surroundings[] = [];
  #open = new Openings();
  #entry = 0;
  #line = 0;
  #lineStart = 0;
  #comment = '';
  #output: Owner | undefined;
  /** A line that ends with a colon, which what follows is about. */
  #lead = '';
  #isFenced = false;
  /** Inside a text with escaped quotes: where it ends, and what is open around it. */
  #string: { readonly end: number; readonly around: Openings } | undefined;

  constructor(text: string, languageOrPath: string, ids: readonly WrittenId[]) {
    this.#text = text;
    this.#ids = ids;
    this.#manner = mannerOf(languageOrPath);
    this.#tables = new TableReader(text, languageOrPath);
  }

  all(): Surroundings[] {
    const text = this.#text;
    this.#beginLine(0);
    tokens.lastIndex = 0;
    const scan = new RegExp(tokens);
    for (let found = scan.exec(text); found; found = scan.exec(text)) {
      const { 0: token, index } = found;
      this.#take(index);
      this.#leaveString(index);
      const name = found.groups?.['name'];
      if (name !== undefined) {
        this.#tell(name, index + token.length);
        if (/^["']/.test(token) && !/["'][ \t]*[:=]/.test(token)) scan.lastIndex = index + 1;
      } else if (token === '\n') this.#beginLine(index + 1);
      else scan.lastIndex = this.#token(token, index);
    }
    this.#take(Infinity);
    return this.#found;
  }

  /** Takes a sign, and says where to go on. */
  #token(token: string, index: number): number {
    const text = this.#text;
    const after = index + token.length;
    if (token === '"' || token === "'") return this.#quote(token, index);
    if (/[{[(]/.test(token)) {
      this.#open.open(token, text.slice(Math.max(this.#entry, index - 200), index), this.#entry);
      this.#entry = after;
    } else if (/[}\])]/.test(token)) {
      const entry = this.#open.close(token);
      // What follows on its line may belong to what stands before the bracket: `roles := []string{`.
      if (entry !== undefined) this.#entry = entry >= this.#lineStart ? entry : after;
    } else if (token === ',' || token === ';') this.#entry = after;
    else {
      const isComment =
        token === '#' ? this.#manner.hash : this.#manner.slashes && text.charAt(index - 1) !== ':';
      if (!isComment || (token === '#' && !/[\s]|^$/.test(text.charAt(index - 1)))) return after;
      const close = token === '/*' ? text.indexOf('*/', after) : text.indexOf('\n', after);
      const end = close < 0 ? text.length : close;
      this.#entry = after;
      this.#take(end);
      return token === '/*' ? end + 2 : end;
    }
    return after;
  }

  /** Passes over a text between quotes. Goes into one with escaped quotes, which may be JSON. */
  #quote(token: string, index: number): number {
    const text = this.#text;
    const after = index + 1;
    if (this.#string || text.charAt(index - 1) === '\\') return after;
    if (token === "'") {
      if (!/[\s:,[{(=]/.test(text.charAt(index - 1) || ' ')) return after;
      const inside = /[^'"\n{]{0,2000}'/y;
      inside.lastIndex = after;
      return inside.test(text) ? inside.lastIndex : after;
    }
    const end = endOfString(text, after);
    if (text.charAt(end) !== '"') return after;
    if (!text.slice(after, end).includes('\\"')) {
      this.#take(end);
      return end + 1;
    }
    this.#string = { end, around: this.#open };
    this.#open = this.#open.inside();
    return after;
  }

  #leaveString(index: number): void {
    if (!this.#string || index < this.#string.end) return;
    this.#open = this.#string.around;
    this.#string = undefined;
  }

  /** Notes what is around the ids before an offset. */
  #take(before: number): void {
    for (let id = this.#ids[this.#found.length]; id && id.start < before; id = this.#ids[this.#found.length])
      this.#found.push({
        id,
        around: this.#open.top,
        line: this.#line,
        entry: Math.min(this.#entry, id.start),
        row: this.#tables.rowAt(this.#lineStart),
        comment: this.#comment,
        output: this.#output,
      });
  }

  #tell(name: string, at: number): void {
    const value = /\\?["']?([\w.:/@[\]"-]{0,120})/y;
    value.lastIndex = at;
    tell(this.#open.top, name, value.exec(this.#text)?.[1] ?? '');
  }

  #beginLine(start: number): void {
    const text = this.#text;
    const goesOn = text.charAt(start - 2) === '\\' || text.slice(start - 3, start - 1) === '\\\r';
    this.#lineStart = start;
    const first = /[ \t\u00a0]*/y;
    first.lastIndex = start;
    const from = start + (first.exec(text)?.[0].length ?? 0);
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(from, Math.min(end, from + 400)).trimEnd();
    this.#tables.line(start, line);
    if (line === '') {
      this.#blank(start);
      return;
    }
    if (!goesOn) {
      this.#line = start;
      if (!/[:=]\s*$/.test(text.slice(Math.max(0, start - 40), start).trimEnd())) this.#entry = from;
    }
    fresh.lastIndex = start;
    if (fresh.test(text)) this.#open.reset();
    if (/^(?:```|~~~)/.test(line)) this.#fence();
    else if (line === '---') this.#open.reset();
    const heading = this.#manner.prose && !this.#isFenced ? /^#{1,6}\s+(.*)/.exec(line)?.[1] : undefined;
    if (heading !== undefined) {
      this.#open.reset();
      this.#output = undefined;
      this.#open.section(heading);
    } else if (this.#manner.indents) this.#indent(line, from - start, from);
    if (line.includes('chainctl') && !this.#hasId(end)) this.#output = saidByCommand(`${line} `);
    const comment = heading === undefined ? /^(?:#|\/\/)\s*(.*)/.exec(line)?.[1] : undefined;
    this.#comment = comment ?? this.#commentFor(start);
    this.#lead = line.endsWith(':') ? line : '';
  }

  #commentLine = -1;
  /** The comment above the line that begins at `start`; it is about that line and what goes on in it. */
  #commentFor(start: number): string {
    const isAbove = this.#commentLine !== this.#line;
    const comment = isAbove ? this.#comment : '';
    if (comment !== '') this.#commentLine = this.#line;
    return this.#line === start || comment !== '' ? comment : this.#comment;
  }

  #hasId(end: number): boolean {
    const next = this.#ids[this.#found.length];
    return next !== undefined && next.start < end;
  }

  #blank(start: number): void {
    this.#line = start;
    this.#entry = start;
    this.#comment = '';
    if (!this.#manner.prose) return;
    this.#open.leaveProse();
  }

  /** The begin or the end of a block of code in Markdown. What leads to it stands before it. */
  #fence(): void {
    const isInSection = this.#open.leaveToSection();
    if (!this.#isFenced) this.#open.section(this.#lead);
    else {
      if (isInSection) this.#open.pop();
      this.#output = undefined;
    }
    this.#isFenced = !this.#isFenced;
  }

  /** Closes what a line stands no longer in, and opens the key that it is, in a language of indented lines. */
  #indent(line: string, indent: number, from: number): void {
    if (this.#open.top.is === 'bracket') return;
    const marks = /^(?:(?:[-*+]|\d{1,3}[.)])\s+)*/.exec(line)?.[0] ?? '';
    const isItem = marks !== '';
    this.#open.leaveDeeper(indent, isItem);
    if (isItem) this.#open.item(indent);
    const key = /^["']?([\w$][\w .'/-]{0,120}?)["']?\s*:\s*(?:[|>][-+\d]*)?\s*(?:#.*)?$/.exec(
      line.slice(marks.length).replace(/^\*\*|\*\*(?=:)/g, ''),
    )?.[1];
    this.#entry = Math.max(this.#entry, from + marks.length);
    if (key !== undefined) this.#open.key(key, indent + marks.length);
  }
}
