import * as l10n from '@vscode/l10n';
import { visible } from './text';

/*
 * What Chainguard accepts as the name and the description of an identity or a group. Each check returns the
 * problem as a sentence, or `undefined`.
 */

/** A character that no name may contain (chainguard-dev/sdk validation/name.go). */
export const strangeInName = /[^a-z0-9 ._-]/u;

/** The greatest number of characters in a new name. */
export const longestName = 63;

/**
 * What is wrong with the name of an identity or a group that a person types. Servers would accept white space around a
 * name, but nobody would see it.
 */
export function nameProblem(name: string): string | undefined {
  if (name !== '' && name !== name.trim()) return l10n.t('Remove the white space around the name.');
  return nameFault(name);
}

/** Why Chainguard refuses the name of an identity or a group (chainguard-dev/sdk validation/name.go). */
export function nameFault(name: string): string | undefined {
  if (name === '') return l10n.t('Enter a name.');
  const found = strangeInName.exec(name)?.[0];
  if (found === undefined) return undefined;
  return /[A-Z]/.test(found)
    ? l10n.t('A name has no capital letters: {0}', visible(name.toLowerCase()))
    : l10n.t(
        'A name has lower-case letters, digits, spaces, dots, hyphens and underscores. This does not belong there: {0}',
        visible(found),
      );
}

/**
 * What is wrong with a new name. Version 2 of the API describes names as 3 to 63 characters long, but its
 * servers do not check that, so names of other lengths exist.
 */
export function newNameProblem(name: string): string | undefined {
  const { length } = name;
  return (
    nameProblem(name) ??
    (length < 3 || length > longestName
      ? l10n.t('A name has 3 to 63 characters, this one: {0}', length)
      : undefined)
  );
}

/** A name close to `text` that {@link newNameProblem} accepts; `undefined` where too little of it is left. */
export function nameLike(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(new RegExp(`(?:${strangeInName.source}| )+`, 'gu'), '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longestName);
  return name.length < 3 ? undefined : name;
}

/**
 * What is wrong with a description that a person types: it has one line, and at most the 512 characters that Chainguard
 * takes for image repositories (chainguard-dev/sdk validation/description.go). For identities, no rule is published, and
 * Chainguard's guides write some in two lines, so descriptions in files and on servers are never held against this.
 */
export function descriptionProblem(description: string): string | undefined {
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(description))
    return l10n.t('A description is one line without tabs.');
  const { length } = Array.from(description);
  return length > 512 ? l10n.t('A description has at most 512 characters, this one: {0}', length) : undefined;
}
