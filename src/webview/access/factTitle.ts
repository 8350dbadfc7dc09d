import * as l10n from '@vscode/l10n';
import type { FactColumn } from './geometry';

/** The head of a column that tells something about the identity. */
export function factTitle(fact: FactColumn): string {
  return {
    name: l10n.t('Identity'),
    folder: l10n.t('Folder'),
    callers: l10n.t('Callers'),
    seen: l10n.t('Last seen'),
    roles: l10n.t('May do'),
  }[fact];
}
