import type { TestsHost } from '../../wire/tests';
import { openPage } from '../shared/open';
import { Controller } from './controller';
import type { Kept } from './model';
import { page, resultPlace, rowPlace } from './page';
import styles from './page.css';

const aMinute = 60_000;

/** Starts the page: draws the tests that the host knows, and again whenever something changes. */
async function main(): Promise<void> {
  const { host, kept, keep, draw, speak } = openPage<TestsHost>(styles);
  speak(await host.call('bundle', {}));
  const controller = new Controller(keptIn(kept), {
    host,
    keep,
    draw: (model) => draw(page(model, controller, new Date())),
    focus: (place) =>
      document.getElementById(place === 'result' ? resultPlace : rowPlace(place.row))?.focus(),
  });
  void controller.follow();
  setInterval(() => controller.redraw(), aMinute);
}

/** `state` as what the page kept; `null` if it is something else. */
function keptIn(state: unknown): Kept | null {
  const has = typeof state === 'object' && state !== null && 'selected' in state && 'newest' in state;
  return has ? (state as Kept) : null;
}

void main();
