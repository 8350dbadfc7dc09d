/** What a token says in one claim. */
export type Told =
  | { readonly is: 'text'; readonly text: string }
  /** A list of nothing but texts. */
  | { readonly is: 'texts'; readonly texts: readonly string[] }
  /** The claim is missing or null; `similar` is the name of one that differs only in case, `-` and `_`. */
  | { readonly is: 'absent'; readonly similar: string | undefined }
  /** Not at the top, but inside a claim that is an object, and a text there. */
  | { readonly is: 'nested'; readonly within: string; readonly text: string }
  /** Not a text. `readings` are the texts that a server might take it for; `undefined` for an object. */
  | {
      readonly is: 'number' | 'boolean' | 'list' | 'object';
      readonly readings: readonly string[] | undefined;
    };

/** The most members of a list, or claims of a token, that are looked at. */
const mostLooked = 1000;

/**
 * Reads one claim of a token's payload, which may be any JSON. Never throws, and looks at own properties only.
 *
 * @param claims the decoded payload
 */
export function toldIn(claims: unknown, name: string): Told {
  const own = objectOf(claims);
  const value = own && Object.hasOwn(own, name) ? own[name] : undefined;
  if (typeof value === 'string') return { is: 'text', text: value };
  if (typeof value === 'boolean') return { is: 'boolean', readings: [String(value)] };
  if (typeof value === 'number') return { is: 'number', readings: numberReadings(value) };
  if (Array.isArray(value)) return listOf(value as readonly unknown[]);
  if (typeof value === 'object' && value !== null) return { is: 'object', readings: undefined };
  return own ? absent(own, name) : { is: 'absent', similar: undefined };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function listOf(list: readonly unknown[]): Told {
  const texts = list.slice(0, mostLooked).filter((each) => typeof each === 'string');
  if (texts.length === list.length && texts.length > 0) return { is: 'texts', texts };
  const others = list.slice(0, mostLooked).flatMap((each) => {
    if (typeof each === 'number') return numberReadings(each);
    return typeof each === 'boolean' ? [String(each)] : [];
  });
  return { is: 'list', readings: [...texts, ...others] };
}

/** A number as JSON has it, and as Go prints one that it has read as floating point. */
function numberReadings(value: number): string[] {
  const go = value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return [String(value), go];
}

function absent(own: Readonly<Record<string, unknown>>, name: string): Told {
  const names = Object.keys(own).slice(0, mostLooked);
  for (const within of names) {
    const inner = objectOf(own[within]);
    if (!inner) continue;
    const key = [name, name.startsWith(within) ? name.slice(within.length).replace(/^[./]/, '') : ''].find(
      (each) => each !== '' && Object.hasOwn(inner, each),
    );
    const text = key === undefined ? undefined : inner[key];
    if (typeof text === 'string') return { is: 'nested', within, text };
  }
  const bare = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  const similar = names.find((each) => each !== name && bare(each) === bare(name));
  return { is: 'absent', similar };
}
