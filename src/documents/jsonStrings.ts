/** The closing quote of a string, or the end of its line if that is missing. */
export function endOfString(text: string, start: number): number {
  const stop = /["\n]|\\./g;
  stop.lastIndex = start;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    if (!match[0].startsWith('\\')) return match.index;
  }
  return text.length;
}
