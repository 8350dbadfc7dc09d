import * as l10n from '@vscode/l10n';
import type { KnownCaller } from '../../aws/callers';
import type { MatchField } from '../../core/field';
import { explain, explanationText } from '../../core/match/explain';
import type { Change } from '../../core/match/explainChange';
import type { AwsMatch } from '../../core/identity';
import { visible } from '../../core/text';
import type { ReadOnlyDocuments, ReadOnlyText } from '../readOnlyDocuments';
import { explanationDocument, type ExplainedRules } from './document';

/** The rules to compare a caller with, and where they are. */
export type Explained = ExplainedRules<AwsMatch, MatchField, Change>;

/** Shows why these rules accept or refuse a caller, with what can be done about it above. */
export async function showExplanation(
  documents: ReadOnlyDocuments,
  explained: Explained,
  caller: KnownCaller,
): Promise<void> {
  await documents.show(documentOf(explained, caller));
}

function documentOf(explained: Explained, known: KnownCaller): ReadOnlyText {
  const unknown = explained.unknown ?? [];
  const explanation = explain(explained.match, known.caller, unknown);
  const changes = explanation.fields.flatMap((field) => (field.matches ? [] : [field.change]));
  const { caller } = known;
  const text = [
    `${l10n.t('Identity')}   ${visible(explained.name)}`,
    `${l10n.t('Defined')}    ${visible(explained.where)}`,
    `${l10n.t('Caller')}     ${visible(caller.arn)}`,
    `           ${l10n.t('from {0}', visible(known.name))}`,
    '',
    ...unknown.map((field) => `? ${unknownSentence(field)}\n`),
    folded(explanationText(explanation, { identityName: explained.name })),
    '',
  ].join('\n');
  return explanationDocument(explained, l10n.t('{0} as {1}', explained.name, known.name), text, changes);
}

const width = 100;

/** Breaks long sentences into lines. Text that is aligned with the marks below it stays on its line. */
export function folded(text: string): string {
  const sentence = /^(?:\S| {2}\S)(?!.* {2})/;
  return text
    .split('\n')
    .flatMap((line) => (line.length > width && sentence.test(line) ? fold(line) : [line]))
    .join('\n');
}

function fold(line: string): string[] {
  const indent = /^[ ✓✗]/.test(line) ? '  ' : '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S) /)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && longer.length > width) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current];
}

function unknownSentence(field: MatchField): string {
  switch (field) {
    case 'account':
      return l10n.t('The account is filled in later, so it is not known here.');
    case 'arn':
      return l10n.t('The ARN rule is filled in later, so it is not known here.');
    case 'userId':
      return l10n.t('The user ID rule is filled in later, so it is not known here.');
  }
}
