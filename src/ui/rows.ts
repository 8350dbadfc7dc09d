import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asFailure, isFailure } from '../core/failure';
import { ShownRows } from './shownRows';

/** A row of a tree: it draws itself and knows its children. */
export interface Row {
  /** Stable and unique in its tree, so that expansion survives a refresh; begins with its parent's and a slash. */
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
 * The one tree data provider. The children of a row that fails to load are one row with the reason and its remedy.
 * Rows are made anew whenever they are listed: whoever wants one drawn again names it by its id.
 */
export class RowTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly Row[] | Promise<readonly Row[]>;
  readonly #failed: (error: unknown) => void;
  readonly #shown = new ShownRows<Row>();
  /** What is to be drawn again. It is told in a moment: VS Code takes an answer in a little after it was given. */
  readonly #wanted = new Set<Row | undefined>();
  #timer: NodeJS.Immediate | undefined;

  /** @param roots the rows at the top; may throw, after which the tree is empty and its welcome text shows */
  constructor(roots: () => readonly Row[] | Promise<readonly Row[]>, failed: (error: unknown) => void) {
    this.#roots = roots;
    this.#failed = failed;
  }

  /** Draws everything again. */
  refreshAll(): void {
    this.refresh(undefined);
  }

  /** Draws the row with this id and what is below it again, or the nearest row above it that is there. */
  refresh(id: string | undefined): void {
    this.#wanted.add(this.#shown.redraw(id));
    this.#timer ??= setImmediate(() => this.#tell());
  }

  /** Whether VS Code has a row with this id. */
  has(id: string): boolean {
    return this.#shown.has(id);
  }

  /** The row with this id that was listed last. */
  get(id: string): Row | undefined {
    return this.#shown.get(id);
  }

  /** Goes to a row in the tree's view, which opens the rows above it. */
  async reveal(
    view: vscode.TreeView<Row>,
    row: Row,
    how: Parameters<vscode.TreeView<Row>['reveal']>[1],
  ): Promise<void> {
    // What stands above it may have been listed without it: VS Code goes only to what it has.
    if (!this.#shown.has(row.id)) this.refresh(row.parent?.id);
    this.#tell();
    await view.reveal(this.#shown.stands(row), how);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = row.item();
    item.id = row.id;
    return item;
  }

  getParent(row: Row): Row | undefined {
    return row.parent && this.#shown.stands(row.parent);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const call = this.#shown.ask(row?.id);
    return this.#shown.answer(row?.id, call, await (row ? this.#below(row) : this.#roots()));
  }

  #tell(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    if (wanted.includes(undefined)) this.#changed.fire(undefined);
    else for (const row of wanted) this.#changed.fire(row);
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
    clearImmediate(this.#timer);
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
