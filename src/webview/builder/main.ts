import { config } from '@vscode/l10n';
import { render } from 'lit';
import { asFailure } from '../../core/failure';
import type { BuilderHost, Start } from '../../wire/builder';
import { connect, type Client } from '../../wire/rpc';
import { Controller } from './controller';
import type { Kept } from './model';
import { failedStart, page } from './page';
import { styles } from './styles';

/** Starts the page: asks the host for what to begin with, and draws whenever something changes. */
async function main(): Promise<void> {
  const vscode = acquireVsCodeApi();
  const host = connect<BuilderHost>((message) => vscode.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const { start, kept } = await begin(host, keptIn(vscode.getState()));
  if (start.bundle) config({ contents: { ...start.bundle } });
  const controller = new Controller(start, kept, {
    host,
    keep: (state) => vscode.setState(state),
    draw: (model) => {
      render(page(model, controller), document.body);
    },
  });
  controller.begin();
}

/**
 * What to begin with. Where that fails it is said, and the person decides whether to ask again or to begin without
 * what was kept, such as by a later version of the page.
 */
async function begin(
  host: Client<BuilderHost>,
  before: Kept | null,
): Promise<{ readonly start: Start; readonly kept: Kept | null }> {
  for (let kept = before; ;) {
    try {
      return { start: await host.call('start', { kept: kept?.form ?? null }), kept };
    } catch (error) {
      const anew = await new Promise<boolean>((answer) => {
        render(failedStart(asFailure(error).message, answer), document.body);
      });
      if (anew) kept = null;
    }
  }
}

/** What the page kept, if it is that. The host looks at the form itself once more. */
function keptIn(state: unknown): Kept | null {
  const has = typeof state === 'object' && state !== null && 'form' in state && 'tab' in state;
  return has ? (state as Kept) : null;
}

void main();
