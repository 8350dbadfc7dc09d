import type { TemplateResult } from 'lit';
import type { Begin, BuilderHost, Start } from '../../wire/builder';
import type { Client } from '../../wire/rpc';
import { openPage } from '../shared/open';
import { troubleOf } from '../shared/trouble';
import { Controller } from './controller';
import type { Kept } from './model';
import { failedStart, page } from './page';
import styles from './page.css';

/** Starts the page: asks the host what to start with, then draws whenever something changes. */
async function main(): Promise<void> {
  const { host, draw, keep, speak, ...before } = openPage<BuilderHost>(styles);
  const { start, kept } = await begin(host, keptIn(before.kept), draw);
  speak(start.bundle);
  const controller = new Controller(start, kept, {
    host,
    keep,
    draw: (model) => draw(page(model, controller)),
  });
  controller.begin();
  window.addEventListener('focus', () => controller.sending.returned());
}

/**
 * Asks the host what to start with. If that fails, the person decides whether to try again or to start with an empty
 * form: an earlier version of the extension may have kept something else.
 */
async function begin(
  host: Client<BuilderHost>,
  kept: Kept | null,
  draw: (content: TemplateResult) => void,
): Promise<{ readonly start: Start; readonly kept: Kept | null }> {
  for (;;) {
    try {
      const begin: Begin = kept ? { with: 'kept', form: kept.form } : { with: 'seed' };
      return { start: await host.call('start', { begin }), kept };
    } catch (error) {
      const anew = await new Promise<boolean>((answer) => draw(failedStart(troubleOf(error), answer)));
      if (anew) return { start: await host.call('start', { begin: { with: 'nothing' } }), kept: null };
    }
  }
}

/** `state` as what the page kept; `null` if it is something else. The host checks the form in it. */
function keptIn(state: unknown): Kept | null {
  const has = typeof state === 'object' && state !== null && 'form' in state && 'tab' in state;
  return has ? (state as Kept) : null;
}

void main();
