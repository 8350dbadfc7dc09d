import * as vscode from 'vscode';
import { isFailure } from '../core/failure';
import { redact } from '../core/redact';
import { visibleLines } from '../core/text';

/**
 * The extension's log: one output channel. Everything passes the redactor. No header, body or token is
 * logged.
 */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Assumable Identities', { log: true });

  /** Writes an error with its kind and its chain of causes. */
  error(doing: string, error: unknown): void {
    const lines = [doing];
    for (let at = error; at instanceof Error && lines.length < 10; at = at.cause) {
      const status = isFailure(at) && at.status !== undefined ? ` (status ${at.status})` : '';
      const kind = isFailure(at) ? at.kind : at.name;
      lines.push(`  ${kind}${status}: ${at.message}`);
    }
    this.#channel.error(visibleLines(redact(lines.join('\n'))));
  }

  /** Opens the channel without taking the focus. */
  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
