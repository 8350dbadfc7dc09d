import * as l10n from '@vscode/l10n';

/**
 * The label for the part of a list that has not been loaded.
 *
 * @param rest how many things are missing; `undefined`, or less than one, where the server does not say
 * @param what their name in the plural
 */
export function moreLabel(rest: number | undefined, what: string): string {
  return rest === undefined || rest < 1
    ? l10n.t('More {0}…', what)
    : l10n.t('{0} more {1}…', rest.toLocaleString(), what);
}
