import * as vscode from 'vscode';
import { moreLabel } from '../../core/browse/moreLabel';
import type { Listed } from '../../flows/lists';
import { command } from '../commands';
import type { Row } from '../rows';

/** The row that loads more of a list; none where all of it is loaded. */
export function moreRow(
  { id, rest }: Listed<unknown>,
  what: string,
  parent: Row | undefined,
): readonly Row[] {
  if (rest === 0) return [];
  const label = moreLabel(rest, what);
  const item = () => ({
    label,
    iconPath: new vscode.ThemeIcon('ellipsis'),
    contextValue: 'more',
    command: command('assumable.loadMore', label, id),
  });
  return [{ id: `${id}/more`, parent, target: id, item }];
}
