import { config } from '@vscode/l10n';
import { render, type TemplateResult } from 'lit';
import { connect } from '../../wire/rpc';
import type { TestsHost } from '../../wire/tests';
import { useStyles } from '../shared/styles';
import '../shared/vscodeApi';
import { Controller } from './controller';
import type { Kept } from './model';
import { page, resultPlace, rowPlace } from './page';
import styles from './page.css';

const aMinute = 60_000;

/** Starts the page: draws the tests that the host knows, and again whenever something changes. */
async function main(): Promise<void> {
  const vscode = acquireVsCodeApi();
  const host = connect<TestsHost>((message) => vscode.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
  const bundle = await host.call('bundle', {});
  if (bundle) config({ contents: { ...bundle } });
  useStyles(styles);

  let drawn = false;
  const draw = (content: TemplateResult) => {
    // The first drawing replaces what the host painted.
    if (!drawn) document.body.replaceChildren();
    drawn = true;
    render(content, document.body);
  };
  const controller = new Controller(keptIn(vscode.getState()), {
    host,
    keep: (kept) => vscode.setState(kept),
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
