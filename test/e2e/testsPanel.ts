import type { FrameLocator, Locator, Page } from 'playwright-core';

import { exactly } from './exactly';

/** The iframe of the view. VS Code marks which edges of the window one lies at; the panel is at the bottom. */
const place = '.webview-overlay-content:not(.webview-overlay-outer-top) iframe.webview.ready';

/** The Identity Tests view in the panel: left the list of results, right the one that is shown. */
export class TestsPanel {
  /** Where the page is, for axe. */
  readonly frames = [place, '#active-frame', 'main'];

  constructor(private readonly page: Page) {}

  /** The page of the view. */
  get view(): FrameLocator {
    return this.page.locator(place).last().contentFrame().frameLocator('#active-frame');
  }

  /** The verdict of the result that is shown. */
  get verdict(): Locator {
    return this.view.locator('.verdict');
  }

  /** The steps of the result that is shown, by how they begin: a step is read as its label, then its state and summary. */
  row(label: string | RegExp): Locator {
    const steps = this.view.locator('.step');
    return steps.filter({
      hasText:
        typeof label === 'string' ? new RegExp(`^\\s*${exactly(label).replaceAll(' ', '\\s+')}`) : label,
    });
  }

  /** What the steps say, from first to last, once at least one is there. */
  async rows(): Promise<string[]> {
    const steps = this.view.locator('.step :is(summary, .line)');
    await steps.first().waitFor();
    return (await steps.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** What a test found to part, by the field: expected above, the caller below. */
  parting(field: string): Locator {
    return this.view
      .locator('.comparison.parts')
      .filter({ has: this.view.getByRole('heading', { name: field }) });
  }

  /** Opens a step to see what it found. */
  async expand(label: string): Promise<void> {
    const step = this.row(label);
    if ((await step.locator('details').getAttribute('open')) === null) await step.locator('summary').click();
    await step.locator('dl, .comparison').first().waitFor();
  }

  /** Something that can be done about the result that is shown. */
  button(name: string | RegExp): Locator {
    return this.view.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** The results in the list by what they are read as: sign, identity, time, caller, verdict. */
  result(name: RegExp): Locator {
    return this.view.getByRole('option', { name });
  }
}
