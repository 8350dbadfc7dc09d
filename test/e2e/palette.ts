import type { Locator, Page } from 'playwright-core';

import { inTime } from './inTime';

/** The quick pick or input box at the top of the window: the command palette and whatever asks there. */
export class Palette {
  constructor(private readonly page: Page) {}

  /** All of it. */
  get box(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** What a person types into. */
  get text(): Locator {
    return this.box.locator('.quick-input-box input');
  }

  /** The entries of a pick whose label fits, or all of them. */
  entry(label: string | RegExp = /(?:)/): Locator {
    return this.box.getByRole('option', { name: label });
  }

  /** The input that shows this text, or one that begins so, while it is empty. */
  asking(placeholder: string): Locator {
    return this.box.locator(`input[placeholder^="${placeholder}"]`);
  }

  /** Runs a command by the title that the palette shows, such as `Assumable Identities: Sign In to Chainguard`; the palette is closed then. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    // Another quick input may still be there: what is typed has to go into the palette.
    const palette = this.asking('Type the name of a command');
    await palette.fill(`>${title}`);
    // The palette lists what there was as it opened: a command whose condition came true since is not in it.
    if (!(await inTime(this.entry(title).first().waitFor({ timeout: 10_000 })))) {
      await this.dismiss();
      return this.run(title);
    }
    await this.pick(title);
    await palette.waitFor({ state: 'hidden' });
  }

  /** Picks the first entry whose label fits, once the pick has all of its entries. */
  async pick(label: string | RegExp): Promise<void> {
    const entry = this.entry(label).first();
    await entry.waitFor();
    await this.box.locator('.monaco-progress-container.active').waitFor({ state: 'hidden' });
    await entry.click();
  }

  /** Ticks entries by their labels, and accepts. */
  async tick(...labels: string[]): Promise<void> {
    for (const label of labels) {
      await this.text.fill(label);
      const entry = this.box.locator('.monaco-list-row').filter({ hasText: label }).first();
      const ticked = (await entry.getAttribute('aria-checked')) === 'true';
      await entry.click();
      await entry.and(this.page.locator(`[aria-checked="${String(!ticked)}"]`)).waitFor();
    }
    await this.text.fill('');
    await this.accept();
  }

  /** Accepts what is ticked. */
  async accept(): Promise<void> {
    await this.box.getByRole('button', { name: 'OK' }).click();
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
    await this.box.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.text.fill(text);
    await this.text.press('Enter');
  }

  /** Closes what asks, without an answer; it is gone then. */
  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden' });
  }
}
