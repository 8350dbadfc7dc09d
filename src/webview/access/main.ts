import type { AccessHost, KeptAccess } from '../../wire/access';
import { openPage } from '../shared/open';
import { troubleOf } from '../shared/trouble';
import { scrolled } from './grid';
import { page } from './page';
import styles from './page.css';
import { Store } from './store';

/** Starts the page: asks the host to begin, and draws whenever something changes. */
async function main(): Promise<void> {
  const { host, draw: paint, keep, speak, ...before } = openPage<AccessHost>(styles);

  let seen: Element | null = null;
  const resized = new ResizeObserver(() => scrolled(store, seen));
  let drawn = false;
  let frame: number | undefined;
  const drawNow = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    drawn = true;
    paint(page(store));
    const table = document.querySelector('.table');
    if (table === seen) return;
    seen = table;
    resized.disconnect();
    if (table) resized.observe(table);
  };
  const draw = () => {
    // The first drawing replaces what the host painted.
    if (drawn) frame ??= requestAnimationFrame(drawNow);
    else drawNow();
  };
  const kept = keptIn(before.kept);
  const store = new Store(kept, { host, keep, draw, drawNow });
  const { bundle } = await host.call('start', { kept }).catch((error: unknown) => {
    store.set({ trouble: troubleOf(error) });
    return { bundle: null };
  });
  speak(bundle);
  await store.follow();
}

/** `state` as what the page kept; `null` if it is something else. The host checks what is in it. */
function keptIn(state: unknown): KeptAccess | null {
  const has = typeof state === 'object' && state !== null && 'of' in state && 'view' in state;
  return has ? (state as KeptAccess) : null;
}

void main();
