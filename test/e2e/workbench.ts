import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core';

import { project } from '../host/node24';
import type { Server } from '../host/server';
import type { Sandbox } from '../sandbox/sandbox';

const screenshots = path.join(project, 'artifacts/screenshots');

/** VS Code's own themes: the label that settings hold, and the file, after which the window has a class then. */
const themes = {
  dark: { label: 'Dark Modern', file: 'dark_modern' },
  light: { label: 'Light Modern', file: 'light_modern' },
  'high contrast': { label: 'Default High Contrast', file: 'hc_black' },
  'high contrast light': { label: 'Default High Contrast Light', file: 'hc_light' },
} as const;

/** A VS Code window, driven the way a person drives it. Everything waits for what it needs to be there. */
export class Workbench {
  /** When notifications were cleared last, in milliseconds since 1970. */
  private cleared = 0;

  constructor(
    readonly page: Page,
    readonly sandbox: Sandbox,
    public server: Server,
    /** The folder that is open: this run's own copy of test/workspace. */
    readonly workspace: string,
    private readonly startServer: (at: string) => Promise<Server>,
    readonly close: () => Promise<void>,
  ) {}

  /** Closes the window, ends VS Code, starts it again at the same address, and opens the window again. */
  async restart(): Promise<void> {
    await this.page.goto('about:blank');
    await this.server.stop();
    this.server = await this.startServer(this.server.url);
    await this.open();
  }

  /** Opens one more window on the same folder; whoever calls it closes that one. */
  async another(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const { sandbox, server, workspace, startServer } = this;
    const other = new Workbench(page, sandbox, server, workspace, startServer, () => page.close());
    await other.open();
    return other;
  }

  /** Loads the window (again) and waits until it can be used. */
  async open(): Promise<void> {
    await this.page.goto(this.server.addressOf(this.workspace));
    await this.ready();
  }

  /** Reloads the window as its own command does, and waits until it can be used. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    await this.page.locator('.sidebar').getByRole('treeitem').first().waitFor();
  }

  /** Runs a command by the title that the palette shows, such as `Chainguard: Sign in`; the palette is closed then. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    // Another quick input may still be there: what is typed has to go into the palette.
    const palette = this.inputAsking('Type the name of a command');
    await palette.fill(`>${title}`);
    await this.pick(title);
    await palette.waitFor({ state: 'hidden' });
  }

  /** Closes every editor; they have gone then. A key that is pressed in a page on its way out is lost. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
    await this.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  }

  /** The quick pick or input box at the top of the window. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The input of the quick pick or input box at the top of the window. */
  quickText(): Locator {
    return this.quickInput().locator('.quick-input-box input');
  }

  /** The input of the quick pick or input box that shows this text, or one that begins so, while it is empty. */
  private inputAsking(placeholder: string): Locator {
    return this.quickInput().locator(`input[placeholder^="${placeholder}"]`);
  }

  /** Picks the first entry of the open quick pick whose label fits, once it has all of its entries. */
  async pick(label: string | RegExp): Promise<void> {
    const entry = this.quickInput().getByRole('option', { name: label }).first();
    await entry.waitFor();
    await this.quickInput().locator('.monaco-progress-container.active').waitFor({ state: 'hidden' });
    await entry.click();
  }

  /** Ticks entries of the open quick pick by their labels, and accepts. */
  async tick(...labels: string[]): Promise<void> {
    for (const label of labels) {
      await this.quickText().fill(label);
      const entry = this.quickInput().locator('.monaco-list-row').filter({ hasText: label }).first();
      const ticked = (await entry.getAttribute('aria-checked')) === 'true';
      await entry.click();
      await entry.and(this.page.locator(`[aria-checked="${String(!ticked)}"]`)).waitFor();
    }
    await this.quickText().fill('');
    await this.quickInput().getByRole('button', { name: 'OK' }).click();
  }

  /** Types into the open input box and accepts; the box is gone, or asks the next question, then. */
  async answer(text: string): Promise<void> {
    await this.answerWrongly(text);
    await this.page.waitForFunction(
      `(typed) => {
        const input = document.querySelector('.quick-input-widget .quick-input-box input');
        return !input?.checkVisibility() || input.value !== typed;
      }`,
      text,
    );
  }

  /** Types into the open input box and presses Enter; the box stays. */
  async answerWrongly(text: string): Promise<void> {
    // A pick that was there before would take the text, and the input box that follows it the key.
    await this.quickInput().locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.quickText().fill(text);
    await this.quickText().press('Enter');
  }

  /** Opens a container of the activity bar by its title. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    await this.page.locator('.sidebar').getByRole('heading', { name: title }).waitFor();
  }

  /** The tree of one view of the open container, by the view's title. */
  tree(view: string): Locator {
    return this.page.locator('.sidebar').getByRole('tree', { name: view, exact: true });
  }

  /** One view of the open container with all that it shows: its welcome text, message or tree. */
  view(title: string): Locator {
    const header = this.page.getByRole('button', { name: new RegExp(`^${escape(title)}( - .*)? Section$`) });
    return this.page.locator('.sidebar .pane').filter({ has: header });
  }

  /** The rows of a view whose label begins with a text (a row is announced as label, then description). */
  row(view: string, label: string | RegExp): Locator {
    const name = typeof label === 'string' ? new RegExp(`^${escape(label)}`) : label;
    return this.tree(view).getByRole('treeitem', { name });
  }

  /** What a view's visible rows are announced as, from top to bottom, once at least one is there. */
  async rows(view: string): Promise<string[]> {
    const items = this.tree(view).getByRole('treeitem');
    await items.first().waitFor();
    const names = await items.evaluateAll((rows: { ariaLabel: string | null }[]) =>
      rows.map(({ ariaLabel }) => ariaLabel),
    );
    // VS Code adds this to the name of every row with inline actions.
    return names.map((name) => (name ?? '').replace(/, has actions$/, ''));
  }

  /** Expands a row and waits until it is expanded. */
  async expand(view: string, label: string | RegExp): Promise<void> {
    const row = this.row(view, label).first();
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Collapses a row and waits until it is collapsed. */
  async collapse(view: string, label: string | RegExp): Promise<void> {
    const row = this.row(view, label).first();
    await row.and(this.page.locator('[aria-expanded="true"]')).locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="false"]')).waitFor();
  }

  /** Clicks an inline action of a row, by the action's title. */
  async inlineAction(view: string, label: string | RegExp, action: string): Promise<void> {
    const row = this.row(view, label).first();
    await this.clickOver(row, row.getByRole('button', { name: action }));
  }

  /** Clicks a button that shows only while the mouse is over its place; where that moves, the mouse goes after it. */
  private async clickOver(place: Locator, button: Locator): Promise<void> {
    const clicked = () =>
      button.click({ timeout: 5_000 }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof errors.TimeoutError) return false;
          throw error;
        },
      );
    do await place.hover();
    while (!(await clicked()));
  }

  /** Opens a row's context menu and picks an entry of it. */
  async contextAction(view: string, label: string | RegExp, action: string | RegExp): Promise<void> {
    await this.row(view, label).first().click({ button: 'right' });
    // A menu takes no click in its first tenth of a second, but takes Enter.
    await this.page.getByRole('menuitem', { name: action, exact: true }).hover();
    await this.leaveMenu('Enter');
  }

  /** Presses a key that closes the open menu. What it chose runs, and keys work again, once the menu has faded. */
  async leaveMenu(key: 'Enter' | 'Escape'): Promise<void> {
    await this.page.keyboard.press(key);
    await this.page.getByRole('menu').waitFor({ state: 'detached' });
  }

  /** Clicks an action in the title of a view, by the action's title. */
  async viewAction(view: string, action: string): Promise<void> {
    await this.clickOver(this.view(view), this.view(view).getByRole('button', { name: action }));
  }

  /** The editor that shows a text; white space is to be written as `\\s`, since VS Code draws its own. */
  editorWith(text: RegExp): Locator {
    return this.page.locator('.editor-group-container .view-lines').filter({ hasText: text });
  }

  /**
   * Dismisses every notification. To be called before an action whose notification is awaited: VS Code shows three at
   * once, those that wait for an answer stay, and an earlier one may say the same.
   */
  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-list-item').first().waitFor({ state: 'hidden' });
    // Of those that come within 800 ms, VS Code shows three by themselves: a person is not that fast.
    await this.page.waitForFunction(`Date.now() > ${this.cleared + 300}`);
    this.cleared = Date.now();
  }

  /** The notification that contains a text; waiting for it is up to the caller. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** Answers the modal dialog with one of its buttons. */
  async answerDialog(button: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
  }

  /** Opens a file of the workspace by its path and returns its editor. */
  async openFile(file: string): Promise<Locator> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const files = this.inputAsking('Search files by name');
    await files.fill(file);
    // Results come in several times, so that a click could meet another row than the one that was there.
    const found = this.quickInput().getByRole('option', {
      name: new RegExp(`^${escape(path.basename(file))}`),
    });
    await found.and(this.page.locator('.focused')).waitFor();
    await files.press('Enter');
    await files.waitFor({ state: 'hidden' });
    const editor = this.page.locator(`.monaco-editor[data-uri$="/${file}"]`);
    await editor.waitFor();
    return editor;
  }

  /** The tab of the editor that is shown, by the beginning of its name. */
  shownTab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${escape(name)}`), selected: true });
  }

  /** A CodeLens of the editors that are shown, by its text. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text });
  }

  /** The content of the webview that is shown (two frames deep). */
  webview(): FrameLocator {
    // The one that it takes the place of may still be there.
    return this.page.locator('iframe.webview.ready').last().contentFrame().frameLocator('#active-frame');
  }

  /** Changes the colour theme by the folder's settings, and waits until it is applied. */
  async useTheme(theme: keyof typeof themes): Promise<void> {
    const { label, file } = themes[theme];
    const settings = path.join(this.workspace, '.vscode/settings.json');
    await mkdir(path.dirname(settings), { recursive: true });
    await writeFile(settings, JSON.stringify({ 'workbench.colorTheme': label }));
    // Not the class of its kind, such as `vs-dark`, which the window may have of another theme.
    await this.page.locator(`.monaco-workbench.vscode-theme-defaults-themes-${file}-json`).waitFor();
  }

  /** Puts a text on the clipboard. */
  async copy(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** What the clipboard holds, once that fits. */
  async clipboard(matching: RegExp): Promise<string> {
    const { source, flags } = matching;
    return this.page.evaluate<string>(`new Promise((resolve, reject) => {
      const pattern = new RegExp(${JSON.stringify(source)}, ${JSON.stringify(flags)});
      const end = performance.now() + 120_000;
      const look = async () => {
        const text = await navigator.clipboard.readText();
        if (pattern.test(text)) resolve(text);
        else if (performance.now() > end) reject(new Error('The clipboard does not hold ' + pattern));
        else requestAnimationFrame(look);
      };
      look().catch(reject);
    })`);
  }

  /** Writes artifacts/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    const file = `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)}.png`;
    await this.page.screenshot({ path: path.join(screenshots, file) });
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
