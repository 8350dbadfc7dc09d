import type { Locator, Page } from 'playwright-core';

import { exactly } from './exactly';
import { inTime } from './inTime';

/** One view of the container in the sidebar, with its header and its rows. */
export class Tree {
  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {}

  /** The view with all that it shows: its header, and its welcome text, message or rows. */
  get pane(): Locator {
    return this.page.locator('.sidebar .pane').filter({ has: this.header });
  }

  /** The header that opens and closes the view. */
  get header(): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${exactly(this.title)}( - .*)? Section$`) });
  }

  /** What holds the rows, and takes the keys. */
  get list(): Locator {
    return this.page.locator('.sidebar').getByRole('tree', { name: this.title, exact: true });
  }

  /** The rows whose label begins with a text (a row is announced as label, then description). */
  row(label: string | RegExp): Locator {
    const name = typeof label === 'string' ? new RegExp(`^${exactly(label)}`) : label;
    return this.list.getByRole('treeitem', { name });
  }

  /** What the visible rows are announced as, from top to bottom, once at least one is there. */
  async rows(): Promise<string[]> {
    const items = this.list.getByRole('treeitem');
    await items.first().waitFor();
    const names = await items.evaluateAll((rows: { ariaLabel: string | null }[]) =>
      rows.map(({ ariaLabel }) => ariaLabel),
    );
    // VS Code adds this to the name of every row with inline actions.
    return names.map((name) => (name ?? '').replace(/, has actions$/, ''));
  }

  /** Opens the view, or closes it so that the others have its room: rows out of sight do not exist. */
  async fold(open: boolean): Promise<void> {
    // In the middle of the head of a narrow view are its buttons.
    await turn(this.header, this.header.locator('.twisty-container'), open, this.page);
  }

  /** Expands a row and waits until what is below it is there. */
  async expand(label: string | RegExp): Promise<void> {
    await this.turnRow(label, true);
    const row = await this.row(label).first().elementHandle();
    // The element may stand for another row later.
    await this.page.waitForFunction(
      `({ row, name }) => {
        const next = row.parentElement?.querySelector(':scope > [data-index="' + (Number(row.dataset.index) + 1) + '"]');
        return row.ariaLabel !== name || !next || Number(next.ariaLevel) > Number(row.ariaLevel);
      }`,
      { row, name: await row.getAttribute('aria-label') },
    );
  }

  /** Collapses a row and waits until it is collapsed. */
  async collapse(label: string | RegExp): Promise<void> {
    await this.turnRow(label, false);
  }

  private async turnRow(label: string | RegExp, open: boolean): Promise<void> {
    const row = this.row(label).first();
    await turn(row, row.locator('.monaco-tl-twistie'), open, this.page);
  }

  /** Clicks an inline action of a row, by the action's title. */
  async act(label: string | RegExp, action: string): Promise<void> {
    const row = this.row(label).first();
    await clickOver(row, row.getByRole('button', { name: action }));
  }

  /** Clicks an action in the title of the view, by the action's title. */
  async actOnAll(action: string): Promise<void> {
    await clickOver(this.pane, this.pane.getByRole('button', { name: action }));
  }

  /** Opens a row's context menu and picks an entry of it, or one of the menus below it. */
  async menu(label: string | RegExp, ...path: (string | RegExp)[]): Promise<void> {
    // An entry that has a key is announced with it.
    const named = (name: string | RegExp) =>
      typeof name === 'string' ? new RegExp(`^${exactly(name)}(?:\\W.*)?$`) : name;
    const items = path.map((name) => this.page.getByRole('menuitem', { name: named(name) }));
    // Rows that are drawn again take the focus back: VS Code closes the menu then, or leaves it without its keys. In a
    // window that has just opened, what only a trusted workspace may do is not there yet.
    for (const end = performance.now() + 120_000; performance.now() < end;) {
      await this.openMenu(this.row(label).first());
      // A menu takes no click in its first tenth of a second, but takes Enter.
      const there = await inTime(this.goTo(items));
      if (there && (await inTime(leaveMenu(this.page, 'Enter', 5_000)))) return;
      await this.page.mouse.click(1, 1);
      await this.page.getByRole('menu').first().waitFor({ state: 'detached' });
    }
    throw new Error(`No menu has this entry: ${path.join(' ▸ ')}`);
  }

  /** Puts the mouse on each of these entries in turn, which opens the menu below it. */
  private async goTo(items: readonly Locator[]): Promise<void> {
    for (const item of items) await item.and(this.page.locator(':not(.disabled)')).hover({ timeout: 5_000 });
  }

  /** Opens a row's context menu: again, where rows that came in pushed another one under the mouse. */
  private async openMenu(row: Locator): Promise<void> {
    do await row.click({ button: 'right' });
    while (!(await inTime(this.page.getByRole('menu').first().waitFor({ timeout: 5_000 }))));
    // VS Code moves the focus to the row whose menu it is.
    if (await row.and(this.page.locator('.focused')).isVisible()) return;
    await leaveMenu(this.page, 'Escape');
    await this.openMenu(row);
  }
}

/** Presses a key that closes the open menu. What it chose runs, and keys work again, once the menu has faded. */
export async function leaveMenu(page: Page, key: 'Enter' | 'Escape', timeout?: number): Promise<void> {
  await page.keyboard.press(key);
  await page
    .getByRole('menu')
    .first()
    .waitFor({ state: 'detached', ...(timeout !== undefined && { timeout }) });
}

/** Clicks a handle where what it opens and closes is not as wanted yet, and waits until it is. */
async function turn(what: Locator, handle: Locator, open: boolean, page: Page): Promise<void> {
  await what.waitFor();
  if ((await what.getAttribute('aria-expanded')) !== String(open)) await handle.click();
  await what.and(page.locator(`[aria-expanded="${String(open)}"]`)).waitFor();
}

/** Clicks a button that shows only while the mouse is over its place; where that moves, the mouse goes after it. */
async function clickOver(place: Locator, button: Locator): Promise<void> {
  do await place.hover();
  while (!(await inTime(button.click({ timeout: 5_000 }))));
}
