import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { FrameLocator, Page } from 'playwright-core';

import { project } from '../host/node24';
import type { Sandbox } from '../sandbox/sandbox';
import { Editor } from './editor';
import { Notifications } from './notifications';
import { Palette } from './palette';
import { TestsPanel } from './testsPanel';
import { Tree } from './tree';

const screenshots = path.join(project, 'artifacts/screenshots');

/** The iframe of an editor's page, beside which a view may be open. */
export const editorPage =
  'iframe.webview.ready:not(.webview-overlay-content:not(.webview-overlay-outer-top) *)';

/** How large a window is. */
export const viewport = { width: 1400, height: 1200 };

/** VS Code's own themes: the label that settings hold, and the file, after which the window has a class then. */
const themes = {
  dark: { label: 'Dark Modern', file: 'dark_modern' },
  light: { label: 'Light Modern', file: 'light_modern' },
  'high contrast': { label: 'Default High Contrast', file: 'hc_black' },
  'high contrast light': { label: 'Default High Contrast Light', file: 'hc_light' },
} as const;

/** A VS Code window, driven the way a person drives it. Everything waits for what it needs to be there. */
export class Workbench {
  readonly identities: Tree;
  readonly callers: Tree;
  readonly tests: TestsPanel;
  readonly palette: Palette;
  readonly editor: Editor;
  readonly notifications: Notifications;

  constructor(
    readonly page: Page,
    readonly sandbox: Sandbox,
    private readonly code: {
      addressOf(workspace: string): string;
      restart(): Promise<void>;
      changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
    },
    /** The folder that is open: this run's own copy of test/workspace. */
    readonly workspace: string,
  ) {
    this.identities = new Tree(page, 'Identities');
    this.callers = new Tree(page, 'AWS Callers');
    this.tests = new TestsPanel(page);
    this.palette = new Palette(page);
    this.editor = new Editor(page, this.palette);
    this.notifications = new Notifications(page, this.palette);
  }

  /** Closes the window, ends VS Code, starts it again at the same address, and opens the window again. */
  async restart(): Promise<void> {
    await this.page.goto('about:blank');
    await this.code.restart();
    await this.open();
  }

  /** Changes settings of the person, for when VS Code starts again. */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.code.changeSettings(settings);
  }

  /** Opens one more window on the same folder; whoever calls it closes that one's page. */
  async another(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const other = new Workbench(page, this.sandbox, this.code, this.workspace);
    await other.open();
    return other;
  }

  /**
   * Brings the window back to how a test finds it: no editor, terminal, notification or question is open, what it
   * looks like is as usual, and the sandbox has no fault and was asked nothing.
   */
  async reset(): Promise<void> {
    const { page, sandbox } = this;
    sandbox.faults.clear();
    sandbox.setTokenLifetime(undefined);
    await rm(path.join(this.workspace, '.vscode'), { recursive: true, force: true });
    await page.setViewportSize(viewport);
    await page.mouse.move(0, 0);
    // A page that has the focus would take the key.
    await page.evaluate('document.activeElement?.blur()');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Alt+Shift+Home');
    const left = page.locator('.editor-group-container .tab, iframe.webview, .terminal-wrapper');
    const unsaved = page.getByRole('dialog').getByRole('button', { name: "Don't Save" });
    await unsaved.or(page.locator('.editor-group-container.empty')).first().waitFor();
    if (await unsaved.isVisible()) await unsaved.click();
    for (const each of [left, this.notifications.shown]) await each.first().waitFor({ state: 'detached' });
    await this.palette.box.waitFor({ state: 'hidden' });
    await this.themed('dark');
    await this.openContainer();
    sandbox.requests.length = 0;
  }

  /** Loads the window (again) and waits until it can be used. */
  async open(): Promise<void> {
    await this.page.goto(this.code.addressOf(this.workspace));
    await this.ready();
  }

  /** Reloads the window as its own command does, and waits until it can be used. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.palette.run('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    await this.page.locator('.sidebar').getByRole('treeitem').first().waitFor();
  }

  /** Opens a container of the activity bar by its title; the extension's, where none is given. */
  async openContainer(title = 'Assumable Identities'): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    await this.page.locator('.sidebar').getByRole('heading', { name: title }).first().waitFor();
  }

  /** The content of the editor's page that is shown (two frames deep). */
  webview(): FrameLocator {
    // The one that it takes the place of may still be there.
    return this.page.locator(editorPage).last().contentFrame().frameLocator('#active-frame');
  }

  /** Changes the colour theme by the folder's settings, and waits until it is applied. */
  async useTheme(theme: keyof typeof themes): Promise<void> {
    const { label } = themes[theme];
    const settings = path.join(this.workspace, '.vscode/settings.json');
    await mkdir(path.dirname(settings), { recursive: true });
    await writeFile(settings, JSON.stringify({ 'workbench.colorTheme': label }));
    await this.themed(theme);
  }

  private async themed(theme: keyof typeof themes): Promise<void> {
    // Not the class of its kind, such as `vs-dark`, which the window may have of another theme.
    const name = `vscode-theme-defaults-themes-${themes[theme].file}-json`;
    await this.page.locator(`.monaco-workbench.${name}`).waitFor();
  }

  /** Puts a text on the clipboard. */
  async copy(text: string): Promise<void> {
    await this.withClipboard(`navigator.clipboard.writeText(${JSON.stringify(text)}).then(() => true)`);
  }

  /** What the clipboard holds, once that fits. */
  async clipboard({ source, flags }: RegExp): Promise<string> {
    const pattern = `new RegExp(${JSON.stringify(source)}, ${JSON.stringify(flags)})`;
    return this.withClipboard(`navigator.clipboard.readText().then((text) => ${pattern}.test(text) && text)`);
  }

  /** What an expression about the clipboard comes to, once that is something. */
  private async withClipboard(expression: string): Promise<string> {
    return this.page.evaluate<string>(`new Promise((resolve, reject) => {
      const end = performance.now() + 120_000;
      const look = async () => {
        // A page that goes while it has the focus takes it along, and the window has no clipboard without it.
        if (!document.hasFocus()) window.focus();
        const found = document.hasFocus() && (await ${expression});
        if (found) resolve(found);
        else if (performance.now() > end) reject(new Error(${JSON.stringify(`Never: ${expression}`)}));
        else requestAnimationFrame(look);
      };
      look().catch(reject);
    })`);
  }

  /** What the window says and asks at the moment, for where nobody sees its picture. */
  async asking(): Promise<string> {
    const { palette, notifications, page } = this;
    const asking = [palette.box, notifications.dialog, notifications.shown, page.getByRole('menu')];
    const texts = await Promise.all(asking.map((each) => each.filter({ visible: true }).allInnerTexts()));
    return `The window asks and says: ${JSON.stringify(texts.flat())}`;
  }

  /** Writes artifacts/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    const file = `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)}.png`;
    await this.page.screenshot({ path: path.join(screenshots, file) });
  }
}
