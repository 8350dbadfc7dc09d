import * as l10n from '@vscode/l10n';

/** What one message may hold at most: UTF-16 units in all its texts and names, values, and levels of nesting. */
export const limits = { characters: 256_000, values: 5_000, levels: 8 };

/** Names that data never has, and that careless code would follow into the prototype. */
const dangerous = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Says in a few words why `message` is not an object of plain data within the {@link limits}; `undefined` if it is.
 * Stops at the first problem, so a larger message does not take longer.
 */
export function problemWithMessage(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return l10n.t('a message that is no object');
  let characters = 0;
  let values = 0;
  const look = (value: unknown, level: number): string | undefined => {
    if (++values > limits.values || level > limits.levels) return l10n.t('a message that is too large');
    if (typeof value === 'string') {
      characters += value.length;
      return characters > limits.characters ? l10n.t('a message that is too large') : undefined;
    }
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return first(value, (each) => look(each, level + 1));
    if (Object.getPrototypeOf(value) !== Object.prototype) return l10n.t('a value that is not plain data');
    return first(namesIn(value), (name) => {
      characters += name.length;
      if (characters > limits.characters) return l10n.t('a message that is too large');
      if (dangerous.has(name)) return l10n.t('a name that is not data');
      return look((value as Record<string, unknown>)[name], level + 1);
    });
  };
  return look(message, 0);
}

function first<T>(items: Iterable<T>, problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* namesIn(value: object): Iterable<string> {
  for (const name in value) if (Object.hasOwn(value, name)) yield name;
}
