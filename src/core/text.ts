/** A stretch of a text: UTF-16 offsets, `end` exclusive, as in `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stretch that covers all of `text`. */
export function whole(text: string): Span {
  return { start: 0, end: text.length };
}

/** Whether an offset is in a stretch, or at one of its ends. */
export function isWithin({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** `text` with `by` in place of a stretch. */
export function replace(text: string, at: Span, by: string): string {
  return text.slice(0, at.start) + by + text.slice(at.end);
}

/**
 * C0 and C1 controls, DEL, lone surrogates, line and paragraph separators, interlinear marks, the empty
 * Braille cell, and whatever Unicode defines as drawn as nothing: invisible and bidirectional formatting,
 * fillers, tags. Leaves out variation selectors, which emoji use.
 */
const unseen =
  /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/**
 * `text` with every character escaped, as in `\u202e`, that a person would not see or that would move its
 * neighbours: controls, zero-width and bidirectional characters. Everything else stays. For names that
 * somebody else chose, before a label shows them.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** {@link visible}, but for line breaks and tabs, which stay. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible);
}

/** `text` for a message: {@link visible}, and cut if it has more than 80 characters. */
export function excerpt(text: string): string {
  return visible(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/**
 * `text` for a notification, a prompt or a dialog: {@link visibleLines}, and without links. There VS Code turns
 * `[words](command:…)` and `[words](https:…)` into a link that runs or opens its target; a space in between keeps it
 * plain text.
 */
export function plain(text: string): string {
  return visibleLines(text).replaceAll('](', '] (');
}

/** Colours and cursor movements (ECMA-48), and the titles that shells set. */
const ansi = new RegExp(
  String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)|\u001b[()][0-9A-B]|\u001b[=>]`,
  'g',
);

/** A text as it stands in a terminal, with something else in place of what colours it. */
export function withoutColours(text: string, instead = ''): string {
  return text.replace(ansi, instead);
}

/**
 * Joins sentences, one from each line of each part, with spaces. Adds a full stop to each that has no mark at
 * its end; leaves out empty and absent ones.
 */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part?.split('\n') ?? [])
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?…:]$/u.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}

/**
 * `text` with zero-width spaces behind `/`, `:`, `-`, `.` and `_` in its long words, where a narrow view may
 * break them. For showing only.
 */
export function breakable(text: string): string {
  return text.replace(/\S{24,}/gu, (word) => word.replace(/[/:._-]/gu, '$&\u200b'));
}

const things =
  'ACCOUNT|ARN|AUDIENCE|AWS|BRANCH|FOLDER|GROUP|ID|IDENTITY|ISSUER|NAME|NUMBER|ORG|ORGANIZATION|OWNER|PROJECT|REGION|REPO|REPOSITORY|ROLE|ROLENAME|SESSION|SUBJECT|TENANT|USER|USERNAME';
const words = '[A-Za-z]{2,}(?:[-_ ][A-Za-z]{1,30}){0,6}';
/** The forms of placeholders that guides and templates have. `[S-R]` and `{2}` are no placeholders, but a pattern's. */
const placeholders = new RegExp(
  [
    // <account-id>, but not the name of a pattern's group
    '(?<!\\?P?)<[A-Za-z][\\w .:/-]{0,60}>',
    // [AWS-ROLE-NAME], [ACCOUNT], but not a class of characters with a quantifier
    `\\[(?:[A-Za-z]{2,}(?:[-_ ][A-Za-z]{2,30}){1,6}|(?:${things}))\\](?![+*?{])`,
    // {account-id}
    `(?<=^|[\\s:/@^])\\{(?:${words})\\}(?![+*?])`,
    // __ACCOUNT__, %ACCOUNT_ID%, @@ACCOUNT@@
    '(?<!\\w)__[A-Z][A-Z_]{1,40}__(?!\\w)|%[A-Z][A-Z_]{2,40}%|@@?[A-Z][A-Z_]{2,40}@@?(?!\\w)',
    // YOUR_ACCOUNT_ID, your-org
    '(?<![A-Za-z0-9])(?:YOUR[-_ ]?|INSERT[-_ ]|[Yy]our[-_ ])[A-Za-z][\\w-]{1,40}',
    // REPLACE_ME, changeme, TODO
    '(?<![A-Za-z0-9])(?:(?:REPLACE|CHANGE|FILL)[-_ ]?(?:ME|THIS|IN|WITH)(?![A-Za-z])[\\w-]{0,40}|[Rr]eplace[-_ ]?(?:me|this|with)(?![a-z])[\\w-]{0,40}|[Cc]hange[-_ ]?(?:me|this)(?![a-z]))',
    '(?<!\\w)(?:PLACEHOLDER|placeholder|FIXME|TODO|TBD)(?!\\w)',
    // AWS_ACCOUNT_ID, ROLE-NAME
    `(?<![\\w$-])(?:${things})(?:[-_](?:${things})){1,4}(?![\\w-])|(?<=:)(?:ACCOUNT|ACCOUNTID)(?=:|$)`,
    // xxxxxxxxxxxx, AROAXXXXXXXXXXXXXXXXX
    '(?<![A-Za-z])x{4,}(?![A-Za-z0-9])|X{6,}|(?<![A-Za-z0-9])X{4,}(?![A-Za-z0-9])',
  ].join('|'),
  'g',
);

/**
 * The first placeholder in a value, such as `<account-id>`, `[AWS-ROLE-NAME]`, `YOUR_ACCOUNT` or `xxxxxxxxxxxx`, which
 * somebody has yet to replace; `undefined` if there is none. Looks at the first 4,096 characters.
 */
export function placeholderIn(value: string): Span | undefined {
  placeholders.lastIndex = 0;
  const found = placeholders.exec(value.slice(0, 4096));
  return found ? { start: found.index, end: found.index + found[0].length } : undefined;
}
