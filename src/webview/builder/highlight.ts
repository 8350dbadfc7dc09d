import { html, type TemplateResult } from 'lit';

type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'name';

const words = (text: string) => text.split(' ').join('|');
const quoted = String.raw`"(?:[^"\\\n]|\\.)*"`;
const single = String.raw`'(?:[^'\\\n]|\\.)*'`;
const hash = String.raw`(?<![\w$])#.*`;
const slashes = String.raw`\/\/.*|\/\*[\s\S]*?\*\/`;
const code =
  'async await const def else except export for from func function if import in interface let new package raise ' +
  'return try type var with True False None true false nil null undefined';

/** What to highlight in each language; not a full grammar. The first alternative that matches wins. */
const grammars: Readonly<Record<string, readonly (readonly [Kind, string])[]>> = {
  json: [
    ['name', `${quoted}(?=\\s*:)`],
    ['string', quoted],
    ['keyword', String.raw`\b(?:true|false|null)\b`],
    ['number', String.raw`-?\b\d+(?:\.\d+)?\b`],
  ],
  yaml: [
    ['comment', hash],
    ['name', String.raw`(?<=^[ \t-]*)[\w./-]+(?=:(?:\s|$))`],
    ['string', `${quoted}|'(?:[^'\\n]|'')*'`],
    ['keyword', String.raw`\b(?:true|false|null)\b`],
  ],
  terraform: [
    ['comment', `${hash}|${slashes}`],
    ['string', quoted],
    ['name', String.raw`(?<=^[ \t]*)\w+(?=\s*=)`],
    ['keyword', String.raw`(?<=^[ \t]*)\w+(?=\s+(?:"|\{))|\b(?:true|false|null)\b`],
    ['number', String.raw`\b\d+\b`],
  ],
  shellscript: [
    ['comment', hash],
    ['string', String.raw`"(?:[^"\\]|\\[\s\S])*"|'[^']*'`],
    [
      'keyword',
      String.raw`\b(?:${words('if then else fi for do done case esac while function export set')})\b`,
    ],
    ['name', String.raw`(?<=\s)--?[a-zA-Z][\w-]*|\b[A-Z_][A-Z0-9_]*(?==)`],
  ],
  ini: [
    ['comment', String.raw`^[#;].*`],
    ['keyword', String.raw`^\[.*\]`],
    ['name', String.raw`^\w+(?=\s*=)`],
  ],
  python: [
    ['comment', hash],
    ['string', String.raw`"""[\s\S]*?"""|${quoted}|${single}`],
    ['keyword', String.raw`\b(?:${words(code)})\b`],
    ['number', String.raw`\b\d+\b`],
  ],
  go: [
    ['comment', slashes],
    ['string', `${quoted}|\`[^\`]*\``],
    ['keyword', String.raw`\b(?:${words(code)})\b`],
    ['number', String.raw`\b\d+\b`],
  ],
};
const compiled = new Map<string, { readonly kinds: readonly Kind[]; readonly pattern: RegExp }>();

function grammarOf(language: string) {
  const name = language === 'typescript' ? 'go' : language;
  const known = compiled.get(name);
  if (known) return known;
  const rules = grammars[name] ?? [];
  const source = rules.map(([, each]) => `(${each})`).join('|') || '(?!)';
  const grammar = { kinds: rules.map(([kind]) => kind), pattern: new RegExp(source, 'gm') };
  compiled.set(name, grammar);
  return grammar;
}

/** Splits `text` into pieces that together make up all of it. A piece without a kind is plain. */
export function piecesOf(
  text: string,
  language: string,
): readonly { readonly text: string; readonly kind?: Kind }[] {
  const { kinds, pattern } = grammarOf(language);
  const pieces: { text: string; kind?: Kind }[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const kind = kinds[match.slice(1).findIndex(Boolean)];
    if (kind === undefined || match[0] === '') continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: match[0], kind });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** `text`, highlighted for its language. */
export function highlight(text: string, language: string): readonly TemplateResult[] {
  return piecesOf(text, language).map(({ text: piece, kind }) =>
    kind === undefined ? html`${piece}` : html`<span class="hl-${kind}">${piece}</span>`,
  );
}
