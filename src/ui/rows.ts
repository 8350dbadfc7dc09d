import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asFailure, isFailure } from '../core/failure';
import { breakable, visible, visibleLines } from '../core/text';
import { ShownRows, type Listing } from './shownRows';

/** How a row looks. */
export type RowItem = Pick<vscode.TreeItem, keyof vscode.TreeItem>;

/** A row of a tree: it draws itself and knows its children. */
export interface Row {
  /**
   * Stable and unique in its tree, so that expansion survives a refresh. Begins with its parent's and a
   * slash.
   */
  readonly id: string;
  readonly parent?: Row | undefined;
  /** The argument of commands on this row: an id, never the row. */
  readonly target?: string | undefined;
  /** Their arguments where one id is not enough. */
  readonly targets?: readonly string[] | undefined;
  /** What copying the row copies, where that is not its target. */
  readonly copied?: (() => string | undefined) | undefined;
  /** What Enter does; without it, Enter does what a click does. */
  readonly enter?: (() => vscode.Command | undefined) | undefined;
  item(): RowItem;
  /** @param self this row */
  children?(self: Row): readonly Row[] | Promise<readonly Row[]>;
}

/** Whether a command's argument is a row. VS Code passes one when a command is run from a tree's menu. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'item' in value && typeof value.item === 'function';
}

/** What a key passes to its command: a view, and a pattern of the kinds of rows (`contextValue`) that it is for. */
interface KeyedRows {
  readonly view: string;
  readonly rows: string;
}

function isKeyedRows(value: unknown): value is KeyedRows {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['view', 'rows'].every((key) => typeof Reflect.get(value, key) === 'string')
  );
}

/**
 * The rows that a command was run on: from a menu the row and those that are selected with it, by a key those that are
 * selected or the one that has the focus, if the key is for such rows.
 *
 * @returns `undefined` where it was not run on rows
 */
export async function rowsOf(args: readonly unknown[]): Promise<readonly Row[] | undefined> {
  const [first, selected] = args;
  if (isRow(first)) return Array.isArray(selected) && selected.every(isRow) ? selected : [first];
  if (!isKeyedRows(first)) return undefined;
  const fitting = new RegExp(first.rows);
  const rows = await rowsInFocus(first.view);
  return rows.every((row) => fitting.test(row.item().contextValue ?? '')) ? rows : [];
}

/** The views of rows, by their ids. */
const views = new Map<string, vscode.TreeView<Row>>();

/**
 * The rows that a key is about. VS Code says which rows of a view are selected, and not which one the arrow keys went to:
 * turning around whether that is selected, and back, shows it.
 */
async function rowsInFocus(viewId: string): Promise<readonly Row[]> {
  const view = views.get(viewId);
  const before = view?.selection ?? [];
  if (!view || before.length > 1) return before;
  await vscode.commands.executeCommand('list.toggleSelection');
  const turned = view.selection;
  await vscode.commands.executeCommand('list.toggleSelection');
  const differing = [...turned, ...before].filter((row) => !turned.includes(row) || !before.includes(row));
  return differing.slice(0, 1);
}

/** Does what Enter does on the row that has the focus. */
export async function enterRow(viewId: string): Promise<void> {
  const [row, ...others] = await rowsInFocus(viewId);
  const enter = others.length === 0 ? row?.enter?.() : undefined;
  if (enter) await vscode.commands.executeCommand(enter.command, ...((enter.arguments ?? []) as unknown[]));
  else await vscode.commands.executeCommand('list.select');
}

/**
 * A view that is a tree of rows. A row whose children fail to load gets one child, with the reason and the remedy. Rows
 * are created anew on every listing, so name a row by its id to have it drawn again.
 */
export class RowTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly view: vscode.TreeView<Row>;
  readonly #changed = new vscode.EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #gave = new vscode.EventEmitter<Row | undefined>();
  /** Fires when VS Code has got the rows below a row, or at the top. */
  readonly onDidGive = this.#gave.event;
  readonly #roots: () => readonly Row[] | Promise<readonly Row[]>;
  readonly #failed: (error: unknown) => void;
  readonly #shown: ShownRows<Row>;

  /**
   * @param viewId also shows progress while rows are listed again
   * @param roots the rows at the top; if it throws, the tree is empty and its welcome text shows
   */
  constructor(
    viewId: string,
    roots: () => readonly Row[] | Promise<readonly Row[]>,
    failed: (error: unknown) => void,
  ) {
    this.#roots = roots;
    this.#failed = failed;
    this.#shown = new ShownRows<Row>({
      list: (row) => this.#list(row),
      tell: (rows) => this.#changed.fire(rows && [...rows]),
      wait: (until) => void vscode.window.withProgress({ location: { viewId } }, () => until),
      look: (row) => JSON.stringify(row.item()),
      visible: () => this.view.visible,
    });
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    views.set(viewId, this.view);
    this.view.onDidCollapseElement(({ element }) => this.#shown.turned(element.id, false));
    this.view.onDidExpandElement(({ element }) => this.#shown.turned(element.id, true));
  }

  /** Draws what changed. The rows that are there stay until what is there now has been listed. */
  refreshAll(): void {
    this.#shown.redraw(undefined);
  }

  /** Draws everything again, and shows nothing of what was there before. */
  startAnew(): void {
    this.#shown.forget();
  }

  /** Draws what changed of the row with this id and everything below it, or else of the nearest row above it. */
  refresh(id: string | undefined): void {
    this.#shown.redraw(id);
  }

  /** Whether VS Code has a row with this id. */
  has(id: string): boolean {
    return this.#shown.has(id);
  }

  /** The row with this id as it was last listed. */
  get(id: string): Row | undefined {
    return this.#shown.get(id);
  }

  /** Goes to a row in the view and opens the rows above it. */
  async reveal(row: Row, how: Parameters<vscode.TreeView<Row>['reveal']>[1]): Promise<void> {
    // The parent may have been listed without this row, and VS Code reveals only rows that it has.
    if (!this.#shown.has(row.id)) {
      for (let above = row.parent; above; above = above.parent) await this.#list(above);
      this.#shown.redraw(row.parent?.id, true);
    }
    this.#shown.flush();
    await this.view.reveal(this.#shown.stands(row), how);
  }

  /**
   * Opens a row that VS Code has got. VS Code refuses until it has painted the row, as it has when a redraw is over.
   *
   * @returns whether it is open: the view may be gone from sight meanwhile, or the row
   */
  async open(row: Row): Promise<boolean> {
    const how = { select: false, focus: false, expand: true };
    const refused = await this.view.reveal(this.#shown.stands(row), how).then(
      () => false,
      () => true,
    );
    if (!refused) return true;
    if (!this.view.visible || !this.has(row.id)) return false;
    this.#shown.redraw(row.id, true);
    this.#shown.flush();
    return this.open(row);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = row.item();
    this.#shown.draws(row, JSON.stringify(item));
    return Object.assign(new vscode.TreeItem(''), shown(item), { id: row.id });
  }

  getParent(row: Row): Row | undefined {
    return row.parent && this.#shown.stands(row.parent);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const rows = await this.#shown.children(row);
    setImmediate(() => this.#gave.fire(row));
    return rows;
  }

  async #list(row: Row | undefined): Promise<Listing<Row>> {
    try {
      return { rows: row ? ((await row.children?.(row)) ?? []) : await this.#roots(), good: true };
    } catch (error) {
      // Whoever cancelled it asks again.
      if (isFailure(error) && error.kind === 'cancelled') return { rows: [], good: false };
      this.#failed(error);
      return { rows: row ? [failureRow(row, error)] : [], good: false };
    }
  }

  dispose(): void {
    this.view.dispose();
    this.#shown.dispose();
    this.#changed.dispose();
    this.#gave.dispose();
  }
}

/** Sets the words beside the title of a tree's view and above its rows; those that are not given stay. */
export function headView(
  view: vscode.TreeView<Row>,
  { description, message }: { readonly description?: string; readonly message?: string },
): void {
  if (description !== undefined) view.description = visible(description);
  if (message === undefined) return;
  const shown = breakable(visibleLines(message));
  // VS Code holds back for a fifth of a second what is redrawn after a message was set.
  if (shown !== (view.message ?? '')) view.message = shown;
}

/** A row's look, with whatever others wrote in it made visible. */
function shown(item: RowItem): RowItem {
  const { label, description, tooltip, accessibilityInformation } = item;
  const spoken = accessibilityInformation && {
    ...accessibilityInformation,
    label: visible(accessibilityInformation.label),
  };
  return {
    ...item,
    ...(typeof label === 'string' && { label: visible(label) }),
    ...(typeof description === 'string' && { description: visible(description) }),
    ...(typeof tooltip === 'string' && { tooltip: visibleLines(tooltip) }),
    ...(spoken && { accessibilityInformation: spoken }),
  };
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
    children?: Row['children'];
    expanded?: boolean;
    contextValue?: string;
    target?: string;
  } = {},
): Row {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const color = more.color === undefined ? undefined : new vscode.ThemeColor(more.color);
  return {
    id: `${parent.id}/${id}`,
    parent,
    target: more.target ?? value,
    item: () => ({
      label,
      description: value,
      tooltip: more.tooltip ?? `${label}: ${value}`,
      contextValue: more.contextValue ?? 'fact',
      accessibilityInformation: { label: [label, value].filter(Boolean).join(': ') },
      collapsibleState: more.children ? (more.expanded ? Expanded : Collapsed) : None,
      ...(more.icon !== undefined && { iconPath: new vscode.ThemeIcon(more.icon, color) }),
    }),
    ...(more.children && { children: more.children }),
  };
}

/** The icon for what may be wrong. */
export function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function failureRow(parent: Row, error: unknown): Row {
  const { message, remedy } = asFailure(error);
  return {
    id: `${parent.id}/failure`,
    parent,
    item: () => ({
      label: message,
      ...(remedy !== undefined && { description: remedy }),
      tooltip: [message, remedy].filter(Boolean).join('\n\n'),
      iconPath: warningIcon(),
      contextValue: 'failure',
      accessibilityInformation: { label: l10n.t('Failed: {0}', message) },
    }),
  };
}
