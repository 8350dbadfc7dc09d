import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownCaller } from '../../aws/callers';
import { knownClaims } from '../../core/lint/claimRules';
import {
  applyEdits,
  identityAt,
  placeOf,
  type Definition,
  type DefinitionField,
} from '../../core/lint/definition';
import { claimValues } from '../../core/match/claimValues';
import { breakBehind } from '../../core/match/lineBreak';
import { subjectOf } from '../../core/match/subject';
import { suggest } from '../../core/match/suggest';
import { platformOf } from '../../core/platform/platform';
import { isWithin, visible } from '../../core/text';
import { rangeIn } from './definitions';

/**
 * Offers values for the rule at the cursor, written as the document writes that value: known callers', and for what is
 * asked of a token known issuers and the subjects of their platforms.
 */
export function definitionCompletions(
  document: vscode.TextDocument,
  offset: number,
  definitions: readonly Definition[],
  callers: readonly KnownCaller[],
): vscode.CompletionItem[] {
  const definition = identityAt(definitions, offset) ?? claimsAt(definitions, offset);
  for (const field of definition?.fields ?? []) {
    const { part, value } = field;
    if (definition === undefined || !isOffered(part)) continue;
    if (value.is !== 'text' || !isWithin(placeOf(value.written), offset)) continue;
    const { written } = value;
    const place = placeOf(written);
    const range = rangeIn(document, place);
    const text = document.getText();
    return offersFor(definition, part, field.kind, callers).flatMap(({ newText, from, detail }, index) => {
      // An item can replace what stands between the quotes only, so a block scalar or a heredoc stays one.
      const edit = written.rewrite(newText + breakBehind(written.text));
      if (edit.start < place.start || edit.end > place.end) return [];
      const item = new vscode.CompletionItem(
        { label: visible(newText), description: visible(from) },
        vscode.CompletionItemKind.Value,
      );
      const after = applyEdits(text, [edit]);
      item.insertText = after.slice(place.start, place.end + after.length - text.length);
      item.range = range;
      item.filterText = document.getText(range);
      item.detail = visible(detail);
      item.sortText = String(index).padStart(3, '0');
      return [item];
    });
  }
  return [];
}

const offeredParts = ['account', 'arn', 'userId', 'issuer', 'subject', 'audience'] as const;
type OfferedPart = (typeof offeredParts)[number];

function isOffered(part: DefinitionField['part']): part is OfferedPart {
  return offeredParts.some((each) => each === part);
}

/** The identity that trusts claims or static keys which is defined around an offset. */
function claimsAt(definitions: readonly Definition[], offset: number): Definition | undefined {
  return definitions.find(
    ({ kind, span }) => (kind === 'claims' || kind === 'static') && isWithin(span, offset),
  );
}

function offersFor(
  definition: Definition,
  part: OfferedPart,
  kind: 'exact' | 'pattern',
  callers: readonly KnownCaller[],
): Offered[] {
  if (part === 'account' || part === 'arn' || part === 'userId') return valuesOf(part, kind, callers);
  const platform = platformOf(knownClaims(definition).match.issuer);
  const offered = claimValues(
    part,
    kind,
    platform,
    callers.map(({ caller }) => caller),
  );
  return offered.map(({ text, detail }) => ({ newText: text, from: detail, detail }));
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
    const from = name;
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
