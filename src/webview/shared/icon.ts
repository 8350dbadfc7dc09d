import check from '@vscode/codicons/src/icons/check.svg';
import circle from '@vscode/codicons/src/icons/circle.svg';
import none from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import insert from '@vscode/codicons/src/icons/insert.svg';
import lightbulb from '@vscode/codicons/src/icons/lightbulb.svg';
import loading from '@vscode/codicons/src/icons/loading.svg';
import newFile from '@vscode/codicons/src/icons/new-file.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import save from '@vscode/codicons/src/icons/save.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

const icons = {
  check,
  circle,
  close,
  copy,
  error,
  info,
  insert,
  lightbulb,
  loading,
  newFile,
  none,
  pass,
  save,
  warning,
};

export type IconName = keyof typeof icons;

/**
 * A codicon in the colour of the text around it, hidden from screen readers. The page's script contains it,
 * so the page fetches no style sheet or font for it.
 *
 * @param slot the slot of the element around it, such as the one before a button's label
 */
export function icon(name: IconName, slot?: string): TemplateResult {
  return html`<span class="icon" slot=${slot ?? nothing} aria-hidden="true"
    >${unsafeHTML(icons[name])}</span
  >`;
}
