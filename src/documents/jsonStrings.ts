/** A string value in a JSON document. */
interface JsonString {
  readonly key: string;
  /** Offset behind the opening quote. */
  readonly start: number;
  /** `other` if the object around it says that its id is not an identity's. */
  readonly owner: 'other' | 'unknown';
}

/** What has been read of a JSON object or list so far. */
interface Frame {
  readonly keys: Set<string>;
  /** The key of this object or list, or that of the list around it. */
  readonly field: string;
  readonly list: boolean;
  /** The `"type"` of this object or the nearest one around it, as in Terraform's state. */
  type: string;
  key: string;
}

/** Keys that objects other than identities have in Chainguard's API (roles, repositories, tags). */
const otherKeys = [
  'capabilities',
  'catalogTier',
  'activeTags',
  'digest',
  'resourceLimits',
  'resource_limits',
];
/** The length of a root's forty digits, a slash and sixteen more digits. */
const shortestId = 57;
/** How deeply a document may nest; what follows deeper nesting is not read. */
const deepest = 10_000;
const otherField = /^(?:parent_?)?(?:groups?|roles?|repos?|organizations?|parents?|role_?bindings?|tags?)$/i;

/**
 * The string values in JSON, with comments or without, that are long enough for an identity's id, in order. Reads on over
 * whatever is not JSON, and takes linear time.
 */
export function jsonStrings(text: string): JsonString[] {
  const found: { key: string; start: number; frame: Frame }[] = [];
  const stack: Frame[] = [];
  let top: Frame = { keys: new Set(), field: '', list: true, type: '', key: '' };
  const tokens = /["{}[\],]|\/\/|\/\*/g;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token] = match;
    if (token === '"') {
      const start = match.index + 1;
      const end = endOfString(text, start);
      tokens.lastIndex = end + 1;
      const value = text.slice(start, Math.min(end, start + 80));
      const afterwards = /\s{0,200}:/y;
      afterwards.lastIndex = end + 1;
      if (!top.list && top.key === '' && afterwards.test(text)) {
        top.key = value;
        top.keys.add(value);
      } else {
        if (top.key === 'type') top.type = value;
        const key = top.list ? top.field : top.key;
        if (end - start >= shortestId) found.push({ key, start, frame: top });
      }
    } else if (token === '{' || token === '[') {
      if (stack.length === deepest) break;
      stack.push(top);
      const field = top.list ? top.field : top.key;
      top = { keys: new Set(), field, list: token === '[', type: top.type, key: '' };
    } else if (token === '}' || token === ']') {
      top = stack.pop() ?? top;
    } else if (token === ',') {
      top.key = '';
    } else {
      const close = text.indexOf(token === '//' ? '\n' : '*/', match.index + 2);
      tokens.lastIndex = close < 0 ? text.length : close;
      if (close < 0) break;
    }
  }
  return found.map(({ key, start, frame }) => ({
    key,
    start,
    owner: (key === 'id' || key === 'uid') && isOther(frame) ? 'other' : 'unknown',
  }));
}

/** The closing quote of a string, or the end of its line if that is missing. */
export function endOfString(text: string, start: number): number {
  const stop = /["\n]|\\./g;
  stop.lastIndex = start;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    if (!match[0].startsWith('\\')) return match.index;
  }
  return text.length;
}

function isOther(frame: Frame): boolean {
  if (otherField.test(frame.field)) return true;
  if (frame.type.startsWith('chainguard_') && frame.type !== 'chainguard_identity') return true;
  const { keys } = frame;
  return otherKeys.some((key) => keys.has(key)) || (keys.has('role') && keys.has('group'));
}
