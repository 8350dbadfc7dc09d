import * as l10n from '@vscode/l10n';

/**
 * What stands for the part of a list that has not been loaded.
 *
 * @param rest how many things that are; `undefined`, or less than one, where the server does not say
 * @param what what people call them, in the plural
 */
export function moreLabel(rest: number | undefined, what: string): string {
  return rest === undefined || rest < 1
    ? l10n.t('More {0}…', what)
    : l10n.t('{0} more {1}…', rest.toLocaleString(), what);
}
