import { quotePattern } from './pattern';

/** Whether a text has the wildcards `*` and `?` of IAM's policies, and nothing that only a pattern has. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text) && !/[\\^$()[\]{}|]|\.\*/.test(text);
}

/** The pattern that fits what a text with IAM's wildcards stands for, and nothing else. */
export function patternOfGlob(text: string): string {
  return `^${text.split('*').map(quotePattern).join('(.+)').replaceAll('\\?', '.')}$`;
}
