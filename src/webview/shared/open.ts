import { config } from '@vscode/l10n';
import { render, type TemplateResult } from 'lit';
import { connect, type Calls, type Client } from '../../wire/rpc';
import { useStyles } from './styles';
import './vscodeApi';

/** What every page has of VS Code. */
export interface Page<Host extends Calls<Host>> {
  readonly host: Client<Host>;
  /** What the page last kept. */
  readonly kept: unknown;
  readonly keep: (state: unknown) => void;
  /** Draws the page; the first drawing replaces what the host painted. */
  readonly draw: (content: TemplateResult) => void;
  /** Takes the texts of the person's language; none where it is English. */
  readonly speak: (bundle: Readonly<Record<string, string>> | null) => void;
}

/** Connects the page with its host, and gives it its styles. A page may do this only once. */
export function openPage<Host extends Calls<Host>>(styles: string): Page<Host> {
  const vscode = acquireVsCodeApi();
  const host = connect<Host>((message) => vscode.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
  useStyles(styles);
  let drawn = false;
  return {
    host,
    kept: vscode.getState(),
    keep: (state) => vscode.setState(state),
    draw: (content) => {
      if (!drawn) document.body.replaceChildren();
      drawn = true;
      render(content, document.body);
    },
    speak: (bundle) => {
      if (bundle) config({ contents: { ...bundle } });
    },
  };
}
