import { config } from '@vscode/l10n';
import { render } from 'lit';
import type { AccessHost, KeptAccess } from '../../wire/access';
import { connect } from '../../wire/rpc';
import { useStyles } from '../shared/styles';
import { troubleOf } from '../shared/trouble';
import '../shared/vscodeApi';
import { scrolled } from './grid';
import { page } from './page';
import styles from './page.css';
import { Store } from './store';

/** Starts the page: asks the host to begin, and draws whenever something changes. */
async function main(): Promise<void> {
  const vscode = acquireVsCodeApi();
  const host = connect<AccessHost>((message) => vscode.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
  useStyles(styles);

  let drawn = false;
  let seen: Element | null = null;
  const resized = new ResizeObserver(() => scrolled(store, seen));
  const drawNow = () => {
    // The first drawing replaces what the host painted.
    if (!drawn) document.body.replaceChildren();
    drawn = true;
    render(page(store), document.body);
    const table = document.querySelector('.table');
    if (table === seen) return;
    seen = table;
    resized.disconnect();
    if (table) resized.observe(table);
  };
  const kept = keptIn(vscode.getState());
  const store = new Store(kept, { host, keep: (state) => vscode.setState(state), draw: drawNow });
  const { bundle } = await host.call('start', { kept }).catch((error: unknown) => {
    store.set({ trouble: troubleOf(error) });
    return { bundle: null };
  });
  if (bundle) config({ contents: { ...bundle } });
  await store.follow();
}

/** `state` as what the page kept; `null` if it is something else. The host checks what is in it. */
function keptIn(state: unknown): KeptAccess | null {
  const has = typeof state === 'object' && state !== null && 'of' in state && 'view' in state;
  return has ? (state as KeptAccess) : null;
}

void main();
