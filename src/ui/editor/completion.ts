import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownCaller } from '../../aws/callers';
import { applyEdits, identityAt, isWithin, placeOf, type Definition } from '../../core/lint/definition';
import { breakBehind } from '../../core/match/lineBreak';
import { subjectOf } from '../../core/match/subject';
import { suggest } from '../../core/match/suggest';
import { visible } from '../../core/text';
import { rangeIn } from './definitions';

/**
 * Offers known callers' values for the rule value at the cursor, written as the document writes that value.
 */
export function definitionCompletions(
  document: vscode.TextDocument,
  offset: number,
  definitions: readonly Definition[],
  callers: readonly KnownCaller[],
): vscode.CompletionItem[] {
  for (const field of identityAt(definitions, offset)?.fields ?? []) {
    const { part, value } = field;
    if (part !== 'account' && part !== 'arn' && part !== 'userId') continue;
    if (value.is !== 'text' || !isWithin(placeOf(value.written), offset)) continue;
    const { written } = value;
    const place = placeOf(written);
    const range = rangeIn(document, place);
    const text = document.getText();
    return valuesOf(part, field.kind, callers).flatMap(({ newText, from, detail }, index) => {
      // An item can replace what stands between the quotes only, so a block scalar or a heredoc stays one.
      const edit = written.rewrite(newText + breakBehind(written.text));
      if (edit.start < place.start || edit.end > place.end) return [];
      const item = new vscode.CompletionItem(
        { label: newText, description: from },
        vscode.CompletionItemKind.Value,
      );
      const after = applyEdits(text, [edit]);
      item.insertText = after.slice(place.start, place.end + after.length - text.length);
      item.range = range;
      item.filterText = document.getText(range);
      item.detail = detail;
      item.sortText = String(index).padStart(3, '0');
      return [item];
    });
  }
  return [];
}

interface Offered {
  readonly newText: string;
  readonly from: string;
  readonly detail: string;
}

function valuesOf(
  part: 'account' | 'arn' | 'userId',
  kind: 'exact' | 'pattern',
  callers: readonly KnownCaller[],
): Offered[] {
  const offered = callers.flatMap(({ name, caller }): Offered[] => {
    const from = visible(name);
    if (part === 'account') return [{ newText: caller.account, from, detail: l10n.t('Its account') }];
    if (kind === 'exact') return [{ newText: caller[part], from, detail: l10n.t('This very caller') }];
    return suggest(subjectOf(caller)).flatMap(({ match, title }) => {
      const rule = match[part];
      return rule?.kind === 'pattern' ? [{ newText: rule.value, from, detail: title }] : [];
    });
  });
  return offered.filter(
    ({ newText }, index) => offered.findIndex((each) => each.newText === newText) === index,
  );
}
