import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { openWorkbench } from '../e2e/openWorkbench';
import type { Workbench } from '../e2e/workbench';
import { hostile, subject } from './builder';
import { packageEmptyPanel } from './emptyPanel';
import { quantile, type Figure } from './figure';

const builder = 'Chainguard: Create AWS Identity…';
const empty = 'Open Empty Panel';
const windows = 5;

/**
 * Figures of the builder page in the real host, each beside an empty page in the same windows; needs `npm run
 * package` to have been run.
 */
export async function measureHostPage(): Promise<Figure[]> {
  const emptyPanel = await packageEmptyPanel();
  const bare: number[] = [];
  const first: number[] = [];
  const filled: number[] = [];
  const echoes: number[] = [];
  const verdicts: number[] = [];
  try {
    for (let run = 0; run < windows; run++) {
      const window = await openWorkbench({ extensions: [emptyPanel] });
      try {
        await window.openContainer();
        await window.identities.row('acme.example').first().waitFor();
        // The first page of a browser waits for VS Code to install the worker that serves pages.
        await open(window, empty, 'main');
        await window.editor.closeAll();
        bare.push((await open(window, empty, 'main')).painted);
        echoes.push(...(await roundTrips(window.webview())));
        await window.editor.closeAll();
        const opened = await open(window, builder, '#name');
        first.push(opened.painted);
        filled.push(opened.drawn);
        verdicts.push(...(await keystrokes(window.webview())));
      } finally {
        await window.close();
      }
    }
  } finally {
    await rm(path.dirname(emptyPanel), { recursive: true, force: true });
  }
  const median = (samples: number[]) => quantile(samples, 0.5);
  const how = `from the command, median of ${windows} windows`;
  const typed = `input to verdict in the page, ${verdicts.length} keystrokes, longest ARN, hostile pattern`;
  const echoed = `postMessage there and back, ${echoes.length} times`;
  return [
    { what: 'empty page, first paint', value: median(bare), unit: 'ms', how },
    { what: 'builder page, first paint', value: median(first), unit: 'ms', most: 400, how },
    { what: 'builder page, filled in', value: median(filled), unit: 'ms', how },
    {
      what: 'builder page ÷ empty page',
      value: median(first) / median(bare),
      unit: '×',
      how: 'first paint, ratio of medians',
    },
    { what: 'empty page, echo, median', value: median(echoes), unit: 'ms', how: echoed },
    { what: 'empty page, echo, 99th percentile', value: quantile(echoes, 0.99), unit: 'ms', how: echoed },
    { what: 'keystroke to verdict in the page, median', value: median(verdicts), unit: 'ms', how: typed },
    {
      what: 'keystroke to verdict in the page, 99th percentile',
      value: quantile(verdicts, 0.99),
      unit: 'ms',
      most: 16,
      how: typed,
    },
  ];
}

const now = 'performance.timeOrigin + performance.now()';

/**
 * Opens a page by its command; milliseconds from the click on the command to the page's first paint, and until
 * `ready` had been drawn in it. Both are the browser's own times.
 */
async function open(
  window: Workbench,
  command: string,
  ready: string,
): Promise<{ painted: number; drawn: number }> {
  await window.page.keyboard.press('F1');
  await window.palette.text.fill(`>${command}`);
  const entry = window.palette.entry(command).first();
  await entry.waitFor();
  await window.page.evaluate(
    `window.addEventListener('click', () => { window.clicked = ${now}; }, { capture: true, once: true })`,
  );
  await entry.click();
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
  const clicked = await window.page.evaluate<number>('window.clicked');
  return { painted: painted - clicked, drawn: drawn - clicked };
}

/** Milliseconds of messages to the host and back, as long as a form is. */
async function roundTrips(page: FrameLocator): Promise<number[]> {
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
async function keystrokes(page: FrameLocator): Promise<number[]> {
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
