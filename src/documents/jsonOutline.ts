import { visit } from 'jsonc-parser';
import { type Element, nowhere } from './element';
import { nestsTooDeep } from './idJson';

/** The outline of a JSON document; its errors are marks of it. */
export function jsonOutline(text: string): Element[] {
  if (nestsTooDeep(text)) return [];
  const elements: Element[] = [];
  const add = (role: Element['role'], start: number, length: number) => {
    const end = start + length;
    elements.push({ role, start, end, says: text.slice(start, end) });
  };
  const mark = (start: number, length: number) => add('mark', start, length);
  visit(
    text.replace(/^\ufeff/, ' '),
    {
      onObjectBegin: (start, length) => (mark(start, length), true),
      onObjectEnd: mark,
      onArrayBegin: (start, length) => (mark(start, length), true),
      onArrayEnd: mark,
      onObjectProperty: (_, start, length) => (add('key', start, length), true),
      onLiteralValue: (_, start, length) => add('value', start, length),
      onComment: (start, length) => add('comment', start, length),
      onError: (error) => elements.push({ role: 'mark', ...nowhere, says: `error ${error}` }),
    },
    { allowTrailingComma: true },
  );
  return elements;
}
