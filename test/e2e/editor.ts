import path from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { exactly } from './exactly';
import type { Palette } from './palette';

/** The editors of the window, and what the extension draws into them. */
export class Editor {
  constructor(
    private readonly page: Page,
    private readonly palette: Palette,
  ) {}

  /** Opens a file of the workspace by its path and returns its editor. */
  async open(file: string): Promise<Locator> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const files = this.palette.asking('Search files by name');
    await files.fill(file);
    // Results come in several times, so that a click could meet another row than the one that was there.
    const found = this.palette.entry(new RegExp(`^${exactly(path.basename(file))}`));
    const none = this.palette.entry('No matching results');
    await found.or(none).first().waitFor();
    if (await none.isVisible()) {
      // VS Code looks for files once for as long as it is asked, and this one was written a moment ago.
      await this.page.keyboard.press('Escape');
      await files.waitFor({ state: 'hidden' });
      return this.open(file);
    }
    await found.and(this.page.locator('.focused')).waitFor();
    await files.press('Enter');
    await files.waitFor({ state: 'hidden' });
    const editor = this.page.locator(`.monaco-editor[data-uri$="/${file}"]`);
    await editor.waitFor();
    return editor;
  }

  /** Closes every editor; they have gone then. A key that is pressed in a page on its way out is lost. */
  async closeAll(): Promise<void> {
    await this.palette.run('View: Close All Editors');
    await this.page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
    await this.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  }

  /** The editor that shows a text; white space is to be written as `\\s`, since VS Code draws its own. */
  showing(text: RegExp): Locator {
    return this.page.locator('.editor-group-container .view-lines').filter({ hasText: text });
  }

  /** The tabs whose name begins with a text, or fits. */
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name: beginning(name) });
  }

  /** The tab of the editor that is shown, by the beginning of its name. */
  shownTab(name: string): Locator {
    return this.page.getByRole('tab', { name: beginning(name), selected: true });
  }

  /** A CodeLens of the editors that are shown, by its text. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text, visible: true });
  }
}

function beginning(name: string | RegExp): RegExp {
  return typeof name === 'string' ? new RegExp(`^${exactly(name)}`) : name;
}
