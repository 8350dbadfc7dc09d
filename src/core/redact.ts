import { visible } from './text';

/** What replaces a secret. */
const hidden = '[redacted]';

/**
 * `text` without secrets, for the log and for reports: AWS secret keys, session tokens and signatures, signed
 * requests, JWTs, refresh tokens, passwords, private keys, `Authorization` values, credentials in URLs. Keeps
 * the first and the last four characters of an access key's id. UIDPs, ARNs, account numbers and ordinary
 * words stay as they are.
 *
 * Finds a secret by its name (`SecretAccessKey`, `--identity-token`, `x-amz-security-token` …), by how its
 * kind begins, or, as a last resort, because it looks like a long random string. Takes time linear in the
 * length of `text`.
 */
export function redact(text: string): string {
  return [hidePrivateKeys, hideTokens, hideNamed, hideUserInfo, hideSchemes, maskKeyIds, hideRandom].reduce(
    (rest, hide) => hide(rest),
    text,
  );
}

/**
 * What a server or a program said, for a sentence that quotes it: without secrets, with every character visible, and cut
 * after so many characters.
 */
export function foreignWords(said: string, limit = 500): string {
  return visible(redact(said).trim().slice(0, limit));
}

/**
 * Private keys in PEM, such as that of an `aws login` session, up to their last line or the end of the text.
 */
const privateKey =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY-----[^]*?(?:-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY-----|$)/g;

function hidePrivateKeys(text: string): string {
  return text.replace(privateKey, hidden);
}

/** A word, what separates it from its value, and the value's opening quote. Every repetition is bounded. */
const assignment =
  /(?<![\w-])(-{0,2}[A-Za-z_][\w-]{1,63})(?:[\\"']{0,3}(\s{0,8}[:=>]{1,2}\s{0,8})|(\s{1,4}))(\\{0,3}["'`])?/y;
const wordStart = /[\w-]+/g;

/** Names whose value runs to the end of the line, because it consists of several words. */
const headerName = /^(?:proxy)?authorization$|^(?:set)?cookie$/;
/** Names that always mean a secret. */
const secretName =
  /(?:secretaccesskey|secretkey|clientsecret|privatekey|apikey|(?:session|security|access|refresh|id|identity|bearer|auth)token|tokencode|password|passwd|passphrase)$/;
/** Names that are also words of ordinary sentences: "could not read the token: file not found". */
const ambiguousName = /(?:token|tok|secret|signature|sig|auth|pwd)$/;

/** Hides the value of every `name = value`, `"name": "value"`, `--name value` and `<name>value` that names a secret. */
function hideNamed(text: string): string {
  let output = '';
  let copied = 0;
  wordStart.lastIndex = 0;
  for (let word = wordStart.exec(text); word !== null; word = wordStart.exec(text)) {
    const span = namedValue(text, word.index);
    if (span === undefined) continue;
    output += text.slice(copied, span.start) + hidden;
    copied = span.end;
    wordStart.lastIndex = span.end;
  }
  return output + text.slice(copied);
}

function namedValue(text: string, at: number): { start: number; end: number } | undefined {
  assignment.lastIndex = at;
  const match = assignment.exec(text);
  if (match === null) return undefined;
  const [whole, flag = '', separator, , quote] = match;
  if (separator === undefined && !flag.startsWith('--')) return undefined;
  const name = flag.toLowerCase().replace(/[-_]/g, '');
  const inUrl = separator === '=' && /[?&]/.test(text.charAt(at - 1));
  const sure = secretName.test(name) || headerName.test(name) || (inUrl && name.endsWith('code'));
  if (!sure && !ambiguousName.test(name)) return undefined;

  const start = at + whole.length;
  let end: number;
  if (quote !== undefined) end = endOfQuoted(text, start, quote);
  else if (headerName.test(name)) end = before(/[\r\n]|\\[rn]/g, text, start);
  else end = before(sure ? /[\s"'`&<>\\]/g : /[\s"'`&<>\\,;]/g, text, start);
  if (end === start) return undefined;

  const plain = quote === undefined && separator !== '=' && separator !== undefined;
  if (!sure && plain && !looksOpaque(text.slice(start, end))) return undefined;
  return { start, end };
}

/**
 * Finds where a quoted value ends: after an escaped opening quote, at the first quote of any kind or
 * backslash (except `\/`); else at the first unescaped quote of its own kind.
 */
function endOfQuoted(text: string, start: number, quote: string): number {
  if (quote.length > 1) return before(/["'`]|\\(?!\/)/g, text, start);
  const stop = /["'`]|\\[^]/g;
  stop.lastIndex = start;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    if (match[0] === quote) return match.index;
  }
  return text.length;
}

function looksOpaque(value: string): boolean {
  return value.length >= 16 && /\d/.test(value) && /^[\w+=~-]+$/.test(value);
}

/** Where `stop` (a global expression) next matches from `start` on, or the end of `text`. */
function before(stop: RegExp, text: string, start: number): number {
  stop.lastIndex = start;
  return stop.exec(text)?.index ?? text.length;
}

/** Hides the credentials in `https://user:password@proxy`. */
function hideUserInfo(text: string): string {
  return text.replace(/(:\/\/)[^\s/?#"'`<>]*@/g, `$1${hidden}@`);
}

/** Hides what follows `Bearer` and `Basic`, unless the text only speaks of them, as in `Bearer token`. */
function hideSchemes(text: string): string {
  const spoken = /^(?:tokens?|auth|authentication|authorization|credentials?|scheme|realm|secret)$/i;
  return text.replace(
    /\b(Bearer|Basic)((?:\s|%20|\+){1,8})([\w+/=.~%-]+)/gi,
    (whole, scheme: string, gap: string, value: string) =>
      spoken.test(value) ? whole : `${scheme}${gap}${hidden}`,
  );
}

/**
 * How base64 secrets begin: JSON (`eyJ`, `eyAi`, `ewog`: JWTs and refresh tokens), `POST /` and `GET /`
 * (signed requests), `_token:` (Docker's login at cgr.dev), and what AWS session tokens begin with.
 */
const beginning =
  /(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[a-z]))(?:eyJ|eyAi|ewog|UE9TVCAv|R0VUIC|X3Rva2VuO|IQoJ|FwoG|FQoG|AQoD)/g;

function hideTokens(text: string): string {
  let output = '';
  let copied = 0;
  beginning.lastIndex = 0;
  for (let match = beginning.exec(text); match !== null; match = beginning.exec(text)) {
    const end = endOfToken(text, match.index);
    beginning.lastIndex = end;
    if (end - match.index < 16) continue;
    output += text.slice(copied, match.index) + hidden;
    copied = end;
  }
  return output + text.slice(copied);
}

/**
 * Finds where base64 ends: segments of it, possibly percent-encoded, with the lines that it was wrapped into.
 */
function endOfToken(text: string, start: number): number {
  let line = start;
  let end = before(/[^\w+/=.~%\\-]|%(?![0-9A-Fa-f]{2})|\\(?!\/)/g, text, start);
  while (end - line >= 60 && end - line <= 80) {
    const lineEnd = /(?:\\r)?\\n|\r?\n/y;
    lineEnd.lastIndex = end;
    if (!lineEnd.test(text)) break;
    const next = lineEnd.lastIndex;
    const nextEnd = before(/[^\w+/=-]/g, text, next);
    if (nextEnd === next || !/[\s"'`\\]/.test(text.charAt(nextEnd) || '\n')) break;
    line = next;
    end = nextEnd;
  }
  return end;
}

/** Shortens AWS access key ids: `AKIA…MPLE`. */
function maskKeyIds(text: string): string {
  return text.replace(
    /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}/g,
    (id) => `${id.slice(0, 4)}…${id.slice(-4)}`,
  );
}

/**
 * ARNs, which are skipped; forty characters of base64, as in AWS secret keys; and anything of a hundred or
 * more.
 */
const random =
  /arn:[a-z-]{1,20}:[a-z0-9-]{0,40}:[a-z0-9-]{0,40}:\d{0,12}:[\w+=,.@/-]*|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])|[\w+/=-]{100,}/g;

function hideRandom(text: string): string {
  return text.replace(random, (run) => {
    const mixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9+]/.test(run);
    if (run.startsWith('arn:') || !mixed) return run;
    const path = run.length > 40 && run.split('/').every((part) => part.length < 24);
    return path ? run : hidden;
  });
}
