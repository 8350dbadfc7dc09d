import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccessRow } from '../../core/access/cell';
import { cellSentence } from '../../core/access/cellText';
import type { AccessCaller } from '../../core/access/table';
import type { Identity } from '../../core/identity';
import { whoAssumes } from '../../core/match/whoAssumes';
import { visible } from '../../core/text';
import type { DefinitionPlace } from '../../flows/definitionRows';
import type { ExplainServices } from '../explain/services';
import type { ShownTable } from './shownTable';

/** What is behind the rows of a page. */
export interface Shown {
  readonly table: ShownTable;
  readonly live: ReadonlyMap<string, Identity>;
  readonly places: ReadonlyMap<string, DefinitionPlace>;
}

/** Shows why a caller can or cannot assume an identity: field by field where AWS callers are trusted, else in a sentence. */
export async function explainCell(
  services: Pick<ExplainServices, 'sessions' | 'documents' | 'definitions'>,
  { table, live, places }: Shown,
  row: AccessRow,
  { id, name, caller }: AccessCaller,
): Promise<void> {
  const identity = live.get(row.id);
  const place = places.get(row.id);
  if (row.relationship.kind === 'aws' && (identity ?? place)) {
    const [{ fileRules, liveRules }, { showExplanation }] = await Promise.all([
      import('../explain/rules'),
      import('../explain/page'),
    ]);
    const known = { name, caller };
    if (identity) await showExplanation(services.documents, liveRules(services, identity, known), known);
    else if (place) {
      const located = await services.definitions.at(vscode.Uri.parse(place.uri, true), place.offset, [
        'identity',
      ]);
      const rules = fileRules(located);
      if (rules.by === 'caller') await showExplanation(services.documents, rules.of(known), known);
    }
    return;
  }
  const { board } = table;
  const column = board.table.columns.findIndex((each) => each.id === id);
  const answer = board.table.answer(board.table.placeOf(row.id) ?? 0, column);
  const text = [
    `${l10n.t('Identity')}   ${visible(row.name)}`,
    `${l10n.t('Caller')}     ${visible(caller.arn)}`,
    '',
    cellSentence(answer, visible(name), visible(row.name)),
    whoAssumes(row.relationship) ?? '',
    '',
  ].join('\n');
  const title = `${l10n.t('{0} as {1}', row.name, name)}.explanation`;
  await services.documents.show({ name: title, id: `explain ${row.id}`, text });
}

/** Shows a definition in its file. */
export async function openPlace({ uri, offset }: DefinitionPlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const at = document.positionAt(offset);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
