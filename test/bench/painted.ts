import type { Tree } from '../e2e/tree';
import type { Workbench } from '../e2e/workbench';

/** The browser's clock, in milliseconds since 1970, as an expression in a page of its. */
export const now = 'performance.timeOrigin + performance.now()';

/** When a row of a view whose name begins with `label` is painted first, from now on. */
export function firstPaint({ page }: Workbench, label: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const end = performance.now() + 60_000;
    const selector = '.sidebar [role=treeitem][aria-label^=${JSON.stringify(label)}]';
    const look = () =>
      document.querySelector(selector)
        ? resolve(${now})
        : performance.now() > end
          ? reject(new Error('No row is painted that begins with ${label}'))
          : requestAnimationFrame(look);
    look();
  })`);
}

/** Clicks; answers when the mouse went down by the browser's clock. */
export async function clicked({ page }: Workbench, click: () => Promise<void>): Promise<number> {
  await page.evaluate(
    `window.addEventListener('mousedown', () => { window.clicked = ${now}; }, { capture: true, once: true })`,
  );
  await click();
  return page.evaluate<number>('window.clicked');
}

/** Milliseconds from a click until a row whose name begins with `label` is painted, which is not there before. */
export async function rowAfter(
  window: Workbench,
  click: () => Promise<void>,
  label: string,
): Promise<number> {
  const painted = firstPaint(window, label);
  const since = await clicked(window, click);
  return (await painted) - since;
}

/** Milliseconds from a click on a bare row until the first one below it is painted. */
export async function expanding(window: Workbench, tree: Tree, row: string): Promise<number> {
  const twistie = tree.row(row).first().locator('.monaco-tl-twistie');
  return rowAfter(window, () => twistie.click(), `${row}-0`);
}
