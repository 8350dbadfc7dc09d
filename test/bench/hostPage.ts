import type { FrameLocator } from 'playwright-core';
import type { Workbench } from '../e2e/workbench';
import { hostile, subject } from './builder';
import { clicked, now } from './painted';

/**
 * Opens a page by its command; when the command was clicked, milliseconds from then to the page's first paint, and until
 * `ready` had been drawn in it. All are the browser's own times.
 */
export async function openPage(
  window: Workbench,
  command: string,
  ready: string,
): Promise<{ since: number; painted: number; drawn: number }> {
  await window.page.keyboard.press('F1');
  await window.palette.text.fill(`>${command}`);
  const entry = window.palette.entry(command).first();
  await entry.waitFor();
  const since = await clicked(window, () => entry.click());
  const page = window.webview();
  await page.locator('main').waitFor();
  // A frame is drawn at the end of the task in which the page changes: what is measured is the next one.
  const drawn: number = await page.locator('html').evaluate(`new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(ready)})) resolve(${now});
      else requestAnimationFrame(look);
    };
    look();
  })`);
  const painted: number = await page.locator('html').evaluate(`new Promise((resolve) => {
    const first = (entries) => entries.find(({ name }) => name === 'first-contentful-paint');
    new PerformanceObserver((list, observer) => {
      const paint = first(list.getEntries());
      if (!paint) return;
      observer.disconnect();
      resolve(performance.timeOrigin + paint.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`);
  return { since, painted: painted - since, drawn: drawn - since };
}

/** Milliseconds of messages to the host and back, as long as a form is. */
export async function roundTrips(page: FrameLocator): Promise<number[]> {
  return page.locator('main').evaluate(`(async () => {
    const samples = [];
    for (let turn = 0; turn < 100; turn++) {
      await new Promise(requestAnimationFrame);
      const since = performance.now();
      await ask('x'.repeat(1000));
      samples.push(performance.now() - since);
    }
    return samples;
  })()`);
}

/**
 * Types the hostile pattern against the longest ARN; milliseconds from each input event until its verdict is in the
 * DOM: the page has then ended what the event began, and no verdict comes later.
 */
export async function keystrokes(page: FrameLocator): Promise<number[]> {
  await page.getByRole('radio', { name: 'Signed request (legacy)' }).check();
  await page.getByRole('radio', { name: 'Pasted output' }).check();
  const { account: Account, arn: Arn, userId: UserId } = subject;
  await page.getByLabel('Output of aws sts').fill(JSON.stringify({ UserId, Account, Arn }));
  await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
  await page
    .getByRole('group', { name: 'How the ARN is compared' })
    .getByRole('radio', { name: /pattern/ })
    .check();
  const typed = await page.locator('#arn').evaluate(`(async () => {
    const field = document.getElementById('arn');
    const hostile = ${JSON.stringify(hostile)};
    const channel = new MessageChannel();
    let changes = 0;
    new MutationObserver((all) => { changes += all.length; }).observe(field.closest('section'),
      { attributes: true, subtree: true, childList: true, characterData: true });
    const samples = [];
    let late = 0;
    let seen = 0;
    for (let length = 1; length <= hostile.length; length++) {
      await new Promise(requestAnimationFrame);
      late += changes;
      changes = 0;
      field.value = hostile.slice(0, length);
      const ended = new Promise((resolve) => { channel.port1.onmessage = () => resolve(performance.now()); });
      const since = performance.now();
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      channel.port2.postMessage('');
      samples.push((await ended) - since);
      if (changes > 0) seen++;
      changes = 0;
    }
    await new Promise(requestAnimationFrame);
    return { samples, seen, late: late + changes };
  })()`);
  const { samples, seen, late } = typed as { samples: number[]; seen: number; late: number };
  if (seen < samples.length / 2) throw new Error(`only ${seen} of ${samples.length} verdicts were drawn`);
  if (late > 0) throw new Error(`${late} changes came after the verdicts`);
  return samples;
}
