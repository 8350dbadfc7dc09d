import type { Locator, Page } from 'playwright-core';

import type { Palette } from './palette';

/** What the window says and asks by itself: notifications, and modal dialogs. */
export class Notifications {
  constructor(
    private readonly page: Page,
    private readonly palette: Palette,
  ) {}

  /** All that are shown. */
  get shown(): Locator {
    return this.page.locator('.notification-list-item');
  }

  /**
   * A notification that contains a text; waiting for it is up to the caller. One that pops up while the list of them
   * opens is in both for a moment.
   */
  saying(text: string | RegExp): Locator {
    return this.shown.filter({ hasText: text }).first();
  }

  /**
   * Dismisses every notification. To be called before an action whose notification is awaited: VS Code shows three at
   * once, those that wait for an answer stay, and an earlier one may say the same.
   */
  async clear(): Promise<void> {
    await this.palette.run('Notifications: Clear All Notifications');
    await this.shown.first().waitFor({ state: 'hidden' });
  }

  /** The modal dialog. */
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Answers the modal dialog with one of its buttons. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
  }
}
