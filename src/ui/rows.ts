import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asFailure, isFailure } from '../core/failure';

/** A row of a tree: it draws itself and knows its children. */
export interface Row {
  /** Stable and unique in its tree, so that expansion survives a refresh. */
  readonly id: string;
  readonly parent?: Row | undefined;
  /** What commands get when they are run on this row: an id, never the row. */
  readonly target?: string | undefined;
  /** What commands get where one id is not enough. */
  readonly targets?: readonly string[] | undefined;
  item(): vscode.TreeItem;
  children?(): readonly Row[] | Promise<readonly Row[]>;
}

/** Whether a command's argument is a row, which VS Code passes when a command is run from a tree's menu. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'item' in value && typeof value.item === 'function';
}

/**
 * The one tree data provider. The children of a row that fails to load are one row with the reason and its
 * remedy. Rows are made anew whenever they are listed, and VS Code knows a row only as the very object that it was
 * given last: whoever wants one drawn again names it by its id.
 */
export class RowTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly Row[] | Promise<readonly Row[]>;
  readonly #failed: (error: unknown) => void;
  /** The rows that VS Code was given, by id. */
  readonly #given = new Map<string, Row>();
  /** The last call for the children of a row, by its id, or for the top: VS Code drops the answers to the others. */
  readonly #last = new Map<string | undefined, symbol>();

  /** @param roots the rows at the top; may throw, after which the tree is empty and its welcome text shows */
  constructor(roots: () => readonly Row[] | Promise<readonly Row[]>, failed: (error: unknown) => void) {
    this.#roots = roots;
    this.#failed = failed;
  }

  /** Draws everything again. */
  refreshAll(): void {
    this.#changed.fire(undefined);
  }

  /** Draws the row with this id and what is below it again, where it has been listed. */
  refresh(id: string): void {
    const row = this.#given.get(id);
    if (row) this.#changed.fire(row);
  }

  /** Whether VS Code was given a row with this id. */
  has(id: string): boolean {
    return this.#given.has(id);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = row.item();
    item.id = row.id;
    return item;
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const call = Symbol();
    this.#last.set(row?.id, call);
    const rows = row ? await this.#below(row) : await this.#roots();
    if (this.#last.get(row?.id) === call) for (const each of rows) this.#given.set(each.id, each);
    return [...rows];
  }

  async #below(row: Row): Promise<readonly Row[]> {
    try {
      return (await row.children?.()) ?? [];
    } catch (error) {
      // What was cancelled is asked for again by whoever cancelled it.
      if (isFailure(error) && error.kind === 'cancelled') return [];
      this.#failed(error);
      return [failureRow(row, error)];
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** A row that only shows a fact: a label, its value, and an icon. */
export function factRow(
  parent: Row,
  id: string,
  label: string,
  value: string,
  more: {
    icon?: string;
    color?: string;
    tooltip?: string;
    children?: (self: Row) => readonly Row[];
    expanded?: boolean;
    contextValue?: string;
    target?: string;
  } = {},
): Row {
  const row: Row = {
    id: `${parent.id}/${id}`,
    parent,
    target: more.target ?? value,
    item: () => {
      const item = new vscode.TreeItem(
        label,
        more.children
          ? more.expanded
            ? vscode.TreeItemCollapsibleState.Expanded
            : vscode.TreeItemCollapsibleState.Collapsed
          : vscode.TreeItemCollapsibleState.None,
      );
      item.description = value;
      item.tooltip = more.tooltip ?? `${label}: ${value}`;
      item.contextValue = more.contextValue ?? 'fact';
      item.accessibilityInformation = { label: [label, value].filter(Boolean).join(': ') };
      if (more.icon !== undefined) {
        item.iconPath = new vscode.ThemeIcon(
          more.icon,
          more.color === undefined ? undefined : new vscode.ThemeColor(more.color),
        );
      }
      return item;
    },
    ...(more.children && { children: () => more.children?.(row) ?? [] }),
  };
  return row;
}

function failureRow(parent: Row, error: unknown): Row {
  const failure = asFailure(error);
  return {
    id: `${parent.id}/failure`,
    parent,
    item: () => {
      const item = new vscode.TreeItem(failure.message);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = [failure.message, failure.remedy].filter(Boolean).join('\n\n');
      if (failure.remedy !== undefined) item.description = failure.remedy;
      item.contextValue = 'failure';
      item.accessibilityInformation = { label: l10n.t('Failed: {0}', failure.message) };
      return item;
    },
  };
}
