import { isAccount } from '../core/arn';
import type { Caller } from '../core/caller';

/**
 * The values under a caller's labels, whatever they are, where the three stand together: to say what is wrong with them.
 * The first with a whole account, else the first. `undefined` if they stand nowhere together.
 */
export function labelledCaller(text: string): Caller | undefined {
  const found = [...inFields(text), ...inObjects(text)];
  return found.find(({ account }) => isAccount(account)) ?? found[0];
}

interface Field {
  readonly key: 'account' | 'arn' | 'userId';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Named fields of JSON, YAML, tables and XML, in order. */
function fieldsIn(text: string): readonly Field[] {
  const forms: readonly RegExp[] = [
    /["']?\b(User_?Id|principalId|Account(?:_?Id)?|Arn)\b["']?[ \t]*[:|=][ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s|,{}"']+))/gi,
    /<(UserId|Account|Arn)>([^<\n]*)<\/\1>/g,
  ];
  const keyOf = (name: string) => (/^ac/i.test(name) ? 'account' : /^ar/i.test(name) ? 'arn' : 'userId');
  const found = forms.flatMap((form) =>
    [...text.matchAll(form)].map((match): Field => {
      const [whole, name = '', ...values] = match;
      const start = match.index;
      const value = values.find((each: string | undefined) => each !== undefined) ?? '';
      return { key: keyOf(name), value, start, end: start + whole.length };
    }),
  );
  return found.sort((one, other) => one.start - other.start);
}

function callerOf(fields: readonly Field[]): Caller | undefined {
  const value = (key: Field['key']) => fields.find((field) => field.key === key)?.value;
  const [account, arn, userId] = [value('account'), value('arn'), value('userId')];
  return account === undefined || arn === undefined || userId === undefined
    ? undefined
    : { account, arn, userId };
}

/** Three fields in a row, with only separators and the beginnings of lines between them. */
function inFields(text: string): readonly Caller[] {
  const fields = fieldsIn(text);
  return fields.flatMap((_, index) => {
    const three = fields.slice(index, index + 3);
    const together = three.every(
      ({ start }, at) => at === 0 || /^[\s,;|>#*/+"'-]*$/.test(text.slice(three[at - 1]?.end, start)),
    );
    const caller = together ? callerOf(three) : undefined;
    return caller ?? [];
  });
}

/** The three fields of one object that has others between them, such as what boto3 prints. */
function inObjects(text: string): readonly Caller[] {
  const found: Caller[] = [];
  const open: Field[][] = [];
  const marks = [...text.matchAll(/[{}]/g)].map(({ 0: brace, index }) => ({ brace, start: index }));
  const fields = fieldsIn(text);
  for (const mark of [...marks, ...fields].sort((one, other) => one.start - other.start)) {
    if ('key' in mark) open.at(-1)?.push(mark);
    else if (mark.brace === '{') open.push([]);
    else {
      const caller = callerOf(open.pop() ?? []);
      if (caller) found.push(caller);
    }
  }
  return found;
}
