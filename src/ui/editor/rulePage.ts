import * as l10n from '@vscode/l10n';
import { defaultSeverity, ruleIds, ruleReason, ruleTitle, type Severity } from '../../core/lint/rules';
import { ignoreMark } from '../../documents/ignores';

/** What a rule finds, why that matters, and how to silence it, as Markdown; `undefined` for an unknown id. */
export function rulePageText(id: string): string | undefined {
  const rule = ruleIds.find((each) => each === id);
  if (rule === undefined) return undefined;
  return [
    `# ${rule}`,
    '',
    `${ruleTitle(rule)}.`,
    '',
    ruleReason(rule),
    '',
    `- ${l10n.t('Severity unless set otherwise: {0}', setting(defaultSeverity[rule]))}`,
    `- ${l10n.t('Setting: {0}, one of off, hint, info, warning, error', `\`assumable.lint.${rule}\``)}`,
    `- ${l10n.t('For one place, where the language has comments: {0}', `\`${ignoreMark} ${rule}\``)}`,
    '',
  ].join('\n');
}

/** A severity as the settings spell it. */
function setting(severity: Severity): string {
  return severity === 'information' ? 'info' : severity;
}
