import type { Format } from './format';
import type { JsonString } from './jsonStrings';

/** An AWS identity as a document defines it, at its name. Offsets are UTF-16, `end` is exclusive. */
export interface Definition {
  readonly kind: 'definition';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The AWS identities that `text` defines without an id, by the place of their name: objects with `name` and
 * `awsIdentity` (or `aws_identity`) in JSON and YAML, and Terraform's `chainguard_identity` resources with an
 * `aws_identity` block. Names that a document interpolates are unknown and left out. `strings` are the values of a
 * JSON document. Linear in the length of `text`.
 */
export function findDefinitions(text: string, format: Format, strings: readonly JsonString[]): Definition[] {
  switch (format) {
    case 'json':
      return inJson(text, strings);
    case 'yaml':
      return inYaml(text);
    case 'terraform':
      return inTerraform(text);
    case 'text':
      return [];
  }
}

function inJson(text: string, strings: readonly JsonString[]): Definition[] {
  return strings
    .filter(({ key, object: { keys } }) => {
      const aws = keys.has('awsIdentity') || keys.has('aws_identity');
      return key === 'name' && aws && !keys.has('id') && !keys.has('uid');
    })
    .flatMap(({ start, end }) => {
      const name = text.slice(start, end);
      return isLiteral(name) ? [{ kind: 'definition' as const, name, start, end }] : [];
    });
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    // A line of a thousand characters holds no definition; it may be a minified file of megabytes.
    if (stop - start < 1000) yield { start, text: text.slice(start, stop) };
    start = stop + 1;
  }
}

/** A mapping's own keys while its lines are read: the name, and what else makes it a definition or not. */
interface Mapping {
  readonly indent: number;
  name: Definition | undefined;
  aws: boolean;
  id: boolean;
}

function inYaml(text: string): Definition[] {
  const found: Definition[] = [];
  const stack: Mapping[] = [];
  const closeTo = (indent: number) => {
    for (let top = stack.at(-1); top !== undefined && top.indent > indent; top = stack.at(-1)) {
      if (top.name !== undefined && top.aws && !top.id) found.push(top.name);
      stack.pop();
    }
  };
  for (const line of linesOf(text)) {
    const match = /^([ ]*)((?:- +)?)(["']?)([A-Za-z_]+)\3[ ]*:(?=\s|$)[ ]*/.exec(line.text);
    if (line.text.startsWith('---')) closeTo(-1);
    if (match === null) continue;
    const [whole, spaces = '', dash = '', , key = ''] = match;
    const indent = spaces.length + dash.length;
    closeTo(dash === '' ? indent : indent - 1);
    let top = stack.at(-1);
    if (top?.indent !== indent) {
      top = { indent, name: undefined, aws: false, id: false };
      stack.push(top);
    }
    if (key === 'awsIdentity' || key === 'aws_identity') top.aws = true;
    if (key === 'id' || key === 'uid') top.id = true;
    if (key === 'name') top.name = scalar(line, whole.length);
  }
  closeTo(-1);
  return found;
}

function inTerraform(text: string): Definition[] {
  const found: Definition[] = [];
  let block: { indent: string; name: Definition | undefined; aws: boolean } | undefined;
  for (const line of linesOf(text)) {
    const header = /^([ \t]*)resource[ \t]+"?chainguard_identity"?[ \t]+"?[\w-]+"?[ \t]*\{/.exec(line.text);
    if (header !== null) {
      block = { indent: header[1] ?? '', name: undefined, aws: false };
    } else if (block !== undefined) {
      const name = /^[ \t]*name[ \t]*=[ \t]*(?=")/.exec(line.text);
      if (name !== null) block.name ??= scalar(line, name[0].length);
      if (/^[ \t]*aws_identity\b/.test(line.text)) block.aws = true;
      if (line.text.trimEnd() === `${block.indent}}`) {
        if (block.name !== undefined && block.aws) found.push(block.name);
        block = undefined;
      }
    }
  }
  return found;
}

/** The value, quoted or not, that stands at `offset` in `line`. */
function scalar(line: Line, offset: number): Definition | undefined {
  const rest = line.text.slice(offset);
  const match = /^"([^"\\]+)"|^'([^']+)'|^([^\s"'#][^#]*)/.exec(rest);
  if (match === null) return undefined;
  const quoted = match[1] ?? match[2];
  const name = quoted ?? (match[3] ?? '').trimEnd();
  const start = line.start + offset + (quoted === undefined ? 0 : 1);
  return isLiteral(name) ? { kind: 'definition', name, start, end: start + name.length } : undefined;
}

/** Chainguard's rule for names (chainguard-dev/sdk validation/name.go); what breaks it no identity is called. */
function isLiteral(name: string): boolean {
  return name.length <= 200 && /^[a-z0-9 ._-]+$/.test(name);
}
