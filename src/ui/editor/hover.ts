import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownCaller } from '../../aws/callers';
import { knownClaims } from '../../core/lint/claimRules';
import { knownRules } from '../../core/lint/comparison';
import { identityAt, isWithin, placeOf, type Definition } from '../../core/lint/definition';
import { explain } from '../../core/match/explain';
import { sentences, visible, type Span } from '../../core/text';
import { whoCouldAssume } from '../../core/match/whoCouldAssume';
import { whoHasToken } from '../../core/match/whoHasToken';
import { rangeIn } from './definitions';

/** How many refused callers are shown with the reason. */
const fewRefused = 2;

/** Says who can assume the identity whose rules are under the cursor, and which known callers can. */
export function definitionHover(
  document: vscode.TextDocument,
  offset: number,
  definitions: readonly Definition[],
  callers: readonly KnownCaller[],
): vscode.Hover | undefined {
  const definition = identityAt(definitions, offset);
  if (!definition) return tokenHover(document, offset, definitions);
  const place = placeIn(definition, offset);
  if (!place) return undefined;
  const { match, unknown } = knownRules(definition);
  const text = whoText(unknown.length > 0 ? undefined : whoCouldAssume(match));
  const refused: string[] = [];
  for (const { name, caller } of callers) {
    const { verdict, fields } = explain(match, caller, unknown);
    if (verdict === 'cannot') {
      const wrong = fields.filter(({ matches }) => !matches);
      const why = sentences(...wrong.map(({ sentence }) => sentence));
      refused.push(`✗ ${l10n.t('{0} cannot:', visible(name))} ${why}`);
    } else if (verdict === 'can') {
      text.appendMarkdown('\n\n');
      text.appendText(`✓ ${l10n.t('{0} can.', visible(name))}`);
    }
  }
  for (const line of refused.slice(0, fewRefused)) {
    text.appendMarkdown('\n\n');
    text.appendText(line);
  }
  if (refused.length > fewRefused) {
    text.appendMarkdown('\n\n');
    text.appendText(`✗ ${l10n.t('Callers known here that cannot either: {0}', refused.length - fewRefused)}`);
  }
  return new vscode.Hover(text, rangeIn(document, place));
}

/** Says whose tokens assume the identity whose rules are under the cursor. */
function tokenHover(
  document: vscode.TextDocument,
  offset: number,
  definitions: readonly Definition[],
): vscode.Hover | undefined {
  const definition = definitions.find(({ kind, span }) => kind === 'claims' && isWithin(span, offset));
  const place = definition && placeIn(definition, offset);
  if (!place) return undefined;
  const { match, unknown } = knownClaims(definition);
  return new vscode.Hover(
    whoText(unknown.length > 0 ? undefined : whoHasToken(match)),
    rangeIn(document, place),
  );
}

/** @param who `undefined` where values that decide it are open */
function whoText(who: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  if (who === undefined)
    return text.appendText(
      l10n.t('Who can assume this identity is known only when its open values are filled in.'),
    );
  text.appendMarkdown(`**${l10n.t('Who can assume this identity')}**\n\n`);
  return text.appendText(who);
}

const hoveredParts: ReadonlySet<string | undefined> = new Set([
  'aws',
  'account',
  'arn',
  'userId',
  'issuer',
  'subject',
  'audience',
  'claim',
]);

/** The hovered span: a rule's name or value, or the head of the definition. */
function placeIn({ head, fields }: Definition, offset: number): Span | undefined {
  if (isWithin(head, offset)) return head;
  for (const { part, key, value } of fields) {
    if (!hoveredParts.has(part)) continue;
    if (isWithin(key, offset)) return key;
    if (value.is !== 'text' && value.is !== 'number') continue;
    const span = placeOf(value.written);
    if (isWithin(span, offset)) return span;
  }
  return undefined;
}
