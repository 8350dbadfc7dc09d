import { config } from '@vscode/l10n';
import { render, type TemplateResult } from 'lit';
import type { Begin, BuilderHost, Start } from '../../wire/builder';
import { connect, type Client } from '../../wire/rpc';
import { Controller } from './controller';
import type { Kept } from './model';
import { troubleOf } from '../shared/trouble';
import { failedStart, page } from './page';
import styles from './page.css';
import { useStyles } from '../shared/styles';

/** Starts the page: asks the host what to start with, then draws whenever something changes. */
async function main(): Promise<void> {
  const vscode = acquireVsCodeApi();
  const host = connect<BuilderHost>((message) => vscode.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
  useStyles(styles);

  let drawn = false;
  const draw = (content: TemplateResult) => {
    // The first drawing replaces what the host painted.
    if (!drawn) document.body.replaceChildren();
    drawn = true;
    render(content, document.body);
  };

  const { start, kept } = await begin(host, keptIn(vscode.getState()), draw);
  if (start.bundle) config({ contents: { ...start.bundle } });
  const controller = new Controller(start, kept, {
    host,
    keep: (state) => vscode.setState(state),
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
