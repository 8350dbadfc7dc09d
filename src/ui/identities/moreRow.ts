import * as vscode from 'vscode';
import { moreLabel } from '../../core/browse/moreLabel';
import type { Listed } from '../../flows/lists';
import { command } from '../commands';
import type { Row } from '../rows';

/** The row that stands for what has not been loaded of a list, where there is any. */
export function moreRow(
  { id, rest }: Listed<unknown>,
  what: string,
  parent: Row | undefined,
): readonly Row[] {
  if (rest === 0) return [];
  return [
    {
      id: `${id}/more`,
      parent,
      target: id,
      item: () => {
        const label = moreLabel(rest, what);
        const item = new vscode.TreeItem(label);
        item.iconPath = new vscode.ThemeIcon('ellipsis');
        item.contextValue = 'more';
        item.command = command('assumable.loadMore', label, id);
        return item;
      },
    },
  ];
}
