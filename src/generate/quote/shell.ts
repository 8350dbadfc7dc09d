/**
 * `value` as one word of a POSIX shell: plain if it needs no quotes, else in single quotes, in which only the closing
 * quote is special (POSIX.1-2017, Shell Command Language, 2.2.2). A NUL, which no shell can hold, is dropped.
 */
export function shellWord(value: string): string {
  const text = value.replaceAll('\0', '');
  return /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A flag with its value, as one word: `--name='the name'`. */
export function shellFlag(flag: string, value: string): string {
  return `--${flag}=${shellWord(value)}`;
}

/** A flag that takes a list, which chainctl reads as a line of CSV: `--role=a,b`. */
export function shellList(flag: string, values: readonly string[]): string {
  const csv = values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  return shellFlag(flag, csv.join(','));
}

/** A command and its arguments, one to a line; lines after the first begin with `indent`. */
export function shellCommand(command: string, words: readonly string[], indent = '  '): string {
  return [command, ...words].join(` \\\n${indent}`);
}
