import * as l10n from '@vscode/l10n';
import { defaultSeverity, ruleIds, ruleReason, ruleTitle, type Severity } from '../../core/lint/rules';
import { ignoreMark } from '../../documents/ignores';
import { ruleExamples } from './ruleExamples';
import { ruleFacts } from './ruleFacts';

/**
 * What a rule finds, why that matters, a wrong and a right example, what it needs to know, its fix, its source, and how to
 * silence it, as Markdown; `undefined` for an unknown id.
 */
export function rulePageText(id: string): string | undefined {
  const rule = ruleIds.find((each) => each === id);
  if (rule === undefined) return undefined;
  const { language, wrong, right, given } = ruleExamples[rule];
  const { needs, fix, source } = ruleFacts[rule];
  const code = (text: string) => ['', `\`\`\`${language}`, text.trimEnd(), '```', ''];
  return [
    `# ${rule}`,
    '',
    `${ruleTitle(rule)}.`,
    '',
    ruleReason(rule),
    '',
    `## ${l10n.t('Example')}`,
    '',
    ...(given
      ? [l10n.t('The document alone does not tell. Such a one can have this problem:'), ...code(wrong)]
      : [l10n.t('Wrong:'), ...code(wrong), l10n.t('Right:'), ...code(right)]),
    `## ${l10n.t('What it needs to know')}`,
    '',
    needs(),
    '',
    `## ${l10n.t('Fix')}`,
    '',
    fix(),
    '',
    `## ${l10n.t('Source')}`,
    '',
    `[${source.title}](${source.address})`,
    '',
    `## ${l10n.t('Settings')}`,
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
