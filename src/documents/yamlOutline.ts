import { isAlias, isMap, isScalar, isSeq, Lexer, type Scalar } from 'yaml';
import { type Element, merged, nowhere } from './element';
import { documentsOf, nestsTooDeep } from './idYaml';

/** The outline of a YAML file; its errors are marks of it. */
export function yamlOutline(text: string): Element[] {
  if (nestsTooDeep(text)) return [];
  const elements: Element[] = [];
  const mark = (says: string) => elements.push({ role: 'mark', ...nowhere, says });
  const scalar = (role: 'key' | 'value', node: Scalar) => {
    const [start, end] = node.range ?? [NaN, NaN];
    const says = JSON.stringify([typeof node.value, node.value ?? null, node.source, node.tag, node.anchor]);
    elements.push({ role, start, end, says });
  };
  const walk = (role: 'key' | 'value', node: unknown): void => {
    if (isScalar(node)) scalar(role, node);
    else if (isAlias(node)) mark(`*${node.source}`);
    else if (isMap(node)) {
      mark(`${node.flow === true ? '{' : 'map'} ${node.tag ?? ''} ${node.anchor ?? ''}`);
      for (const { key, value } of node.items) {
        walk('key', key);
        walk('value', value);
      }
      mark('end');
    } else if (isSeq(node)) {
      mark(`${node.flow === true ? '[' : 'list'} ${node.tag ?? ''} ${node.anchor ?? ''}`);
      for (const item of node.items) walk('value', item);
      mark('end');
    } else mark('nothing');
  };
  for (const { contents, errors } of documentsOf(text)) {
    mark('document');
    for (const { code } of errors) mark(`error ${code}`);
    walk('value', contents);
  }
  return merged(elements, commentsOf(text));
}

/** What the library's lexer says before a scalar's text. */
const textFollows = '\x1f';

/** What it says that is not in the file: that a document begins, that a flow collection ends, and the one above. */
const controls: ReadonlySet<string> = new Set(['\x02', '\x18', textFollows]);

/** The comments of a file, also of one with `#` in its texts. */
function commentsOf(text: string): Element[] {
  const comments: Element[] = [];
  let start = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const isControl: boolean = !isText && controls.has(token);
    const end = isControl ? start : start + token.length;
    if (!isText && token.startsWith('#')) comments.push({ role: 'comment', start, end, says: token });
    isText = isControl && token === textFollows;
    start = end;
  }
  return comments;
}
