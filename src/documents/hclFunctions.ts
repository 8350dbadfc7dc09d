import { type Bit, known } from '../core/lint/partly';

/** An argument of a function: a text in pieces, or a list of such texts. */
type Argument = readonly Bit[] | readonly (readonly Bit[])[];

/**
 * What a call of one of Terraform's functions on texts gives (developer.hashicorp.com/terraform/language/functions);
 * `undefined` for other functions, and where it depends on what is open.
 */
export function hclCall(name: string, given: readonly Argument[]): readonly Bit[] | undefined {
  const [first, second, third] = given;
  if (name === 'join') {
    const separator = first && textOf(first);
    if (separator === undefined || !second || given.length !== 2 || !isList(second)) return undefined;
    return second.flatMap((item, index) =>
      index === 0 || separator === '' ? item : [known(separator), ...item],
    );
  }
  if (given.some((each) => isList(each) && each.length > 0)) return undefined;
  const texts = given as readonly (readonly Bit[])[];
  if (name === 'format') return format(texts);
  if (/^(?:tostring|sensitive|nonsensitive)$/.test(name)) return texts.length === 1 ? texts[0] : undefined;
  if (
    (name === 'trimspace' || name === 'chomp') &&
    texts.length === 1 &&
    texts[0]?.some(({ is }) => is === 'open')
  )
    return trimmed(texts[0], name === 'chomp' ? 'end' : 'both');
  const [text, by, to] = [first, second, third].map((each) => each && textOf(each));
  const made = text === undefined ? undefined : onText(name, text, by, to);
  return made === undefined || made.length > 4096 ? undefined : [known(made)];
}

/** A text that is open in between, without white space around it; `undefined` where what is open may have some there. */
function trimmed(bits: readonly Bit[], where: 'end' | 'both'): readonly Bit[] | undefined {
  const trim = (bit: Bit | undefined, by: RegExp): Bit | undefined => {
    const text = bit?.is === 'known' ? bit.text.replace(by, '') : '';
    return text === '' ? undefined : known(text);
  };
  const last = trim(bits.at(-1), where === 'end' ? /[\r\n]+$/ : /\s+$/);
  const first = where === 'end' ? bits[0] : trim(bits[0], /^\s+/);
  return first && last && [first, ...bits.slice(1, -1), last];
}

function onText(
  name: string,
  text: string,
  by: string | undefined,
  to: string | undefined,
): string | undefined {
  switch (name) {
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'trimspace':
      return text.trim();
    case 'chomp':
      return text.replace(/[\r\n]+$/, '');
    case 'trimprefix':
      return by !== undefined && text.startsWith(by) ? text.slice(by.length) : text;
    case 'trimsuffix':
      return by !== undefined && by !== '' && text.endsWith(by) ? text.slice(0, -by.length) : text;
    case 'replace':
      // Between slashes, what is replaced is a pattern.
      if (by === undefined || to === undefined || by === '' || /^\/.*\/$/s.test(by)) return undefined;
      return text.replaceAll(by, () => to);
    default:
      return undefined;
  }
}

/** `format` with `%s`, `%v`, `%d` and `%%`; of a `%d`, only digits are taken. */
function format([pattern, ...given]: readonly (readonly Bit[])[]): readonly Bit[] | undefined {
  const text = pattern && textOf(pattern);
  if (text === undefined) return undefined;
  const bits: Bit[] = [];
  let next = 0;
  for (const piece of text.split(/(%.)/s)) {
    if (piece === '%%') bits.push(known('%'));
    else if (/^%[svd]$/.test(piece)) {
      const argument = given[next++];
      const own = argument && textOf(argument);
      if (!argument || (piece === '%d' && own !== undefined && !/^\d+$/.test(own))) return undefined;
      bits.push(...argument);
    } else if (piece.startsWith('%')) return undefined;
    else if (piece !== '') bits.push(known(piece));
  }
  return next === given.length ? bits : undefined;
}

function isList(argument: Argument): argument is readonly (readonly Bit[])[] {
  return argument.length > 0 && Array.isArray(argument[0]);
}

/** The text of an argument that is known as a whole. */
function textOf(argument: Argument): string | undefined {
  if (isList(argument)) return undefined;
  let text = '';
  for (const bit of argument) {
    if (bit.is === 'open') return undefined;
    text += bit.text;
  }
  return text;
}
