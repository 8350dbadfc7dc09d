/** What may be a token in a text. */
interface Candidate {
  /** As far as its line goes, its percent-encoding undone. */
  readonly cut: string;
  /** With the lines that go on with it; `undefined` if none do. */
  readonly joined: string | undefined;
}

/** The longest text that is searched, in UTF-16 units. */
const longestText = 2_000_000;

/** A JWT with `{"alg":"none"}` and `{}`. */
const shortest = 24;

/** A JWT begins with `{"`, a signed AWS request with `POST `. */
const beginning = /eyJ|UE9TVC/g;
/** Base64 that is long enough for a signed request that begins otherwise. */
const longRun = /(?<![\w+/-])[\w+/-]{200}/g;
/** Base64 in either alphabet, maybe percent-encoded in an address. */
const base64 = /(?:[\w+/-]|%2[BbFf])+(?:=|%3[Dd]){0,2}/y;
/** As much of a JWT as stands on its line. */
const jwt = /[\w-]+={0,2}(?:\.[\w-]*={0,2}){0,2}/y;

/**
 * What may be a token in `text`, the likelier first, whatever stands before it: a space, a quote, `=`, `:`, a slash, an
 * escape such as `\n` or `%3D`, or a short flag such as `-t`. Takes linear time, and no two overlap in one search.
 */
export function* tokensIn(text: string): Generator<Candidate> {
  const searched = text.slice(0, longestText);
  for (const begins of [beginning, longRun]) {
    begins.lastIndex = 0;
    for (let match = begins.exec(searched); match !== null; match = begins.exec(searched)) {
      const start = match.index;
      if (!beginsAt(searched, start)) continue;
      const run = match[0] === 'eyJ' ? jwt : base64;
      run.lastIndex = start;
      const end = start + (run.exec(searched)?.[0].length ?? 1);
      const lines = linesFrom(searched, start, end);
      begins.lastIndex = lines?.end ?? end;
      if (end - start >= shortest) yield { cut: decoded(searched.slice(start, end)), joined: lines?.token };
    }
  }
}

function beginsAt(text: string, start: number): boolean {
  if (start === 0 || !/[\w-]/.test(text.charAt(start - 1))) return true;
  const before = text.slice(Math.max(0, start - 3), start);
  return /\\[nrt]$|%[0-9A-Fa-f]{2}$|(?:^|[\s"'`])-[A-Za-z]$/.test(before);
}

function decoded(token: string): string {
  return token.replace(/%([23][BbDdFf])/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/**
 * A token with the lines that go on with it. Encoders and terminals break it at one width, so that every further line but
 * the last has the length of the first line, or of what the token takes on that.
 */
function linesFrom(text: string, start: number, end: number): { token: string; end: number } | undefined {
  // A shell goes on after a backslash, and Markdown quotes with `>`.
  const gap = /\\?\r?\n(?:[ \t]*>)?[ \t]*/y;
  const line = /[\w.+/=-]+(?=["'\s]|\\\r?\n|$)/y;
  const lead = text.slice(Math.max(0, start - 300), start);
  const widths = [end - start, end - start + lead.length - (lead.lastIndexOf('\n') + 1)];
  const pieces = [text.slice(start, end)];
  let at = end;
  for (let goesOn = end - start >= 40; goesOn;) {
    gap.lastIndex = at;
    const space = gap.exec(text)?.[0] ?? '';
    line.lastIndex = at + space.length;
    const piece = space === '' ? undefined : line.exec(text)?.[0];
    if (piece === undefined || /^(?:eyJ|UE9TVC)/.test(piece)) break;
    if (piece.length > Math.max(...widths) && !space.startsWith('\\')) break;
    pieces.push(piece);
    at += space.length + piece.length;
    goesOn = widths.includes(piece.length) || text.charAt(at) === '\\';
  }
  return pieces.length > 1 ? { token: pieces.join(''), end: at } : undefined;
}
