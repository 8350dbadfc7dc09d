import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { FrameLocator, Locator } from 'playwright-core';
import { editorPage, type Workbench } from './workbench';

/** Opens a new builder page from the palette, for one way in which callers prove who they are. */
export async function openBuilder(window: Workbench, way = 'Signed request (legacy)'): Promise<FrameLocator> {
  await window.palette.run('Assumable Identities: Create Identity…');
  const page = window.webview();
  await field(page, 'Name').waitFor();
  await page.getByRole('radio', { name: way }).check();
  return page;
}

/** A field of the page by its label. */
export function field(page: FrameLocator, name: string): Locator {
  return page.getByRole('textbox', { name, exact: true });
}

/** Fills in the caller from an AWS profile. */
export async function askAws(page: FrameLocator, profile: string): Promise<void> {
  await page.getByLabel('Credentials').selectOption({ label: `profile ${profile}` });
  const ask = page.getByRole('button', { name: 'Ask AWS' });
  const known = page.getByRole('heading', { name: 'The caller' });
  // Where it is known already, there is nothing to ask.
  await ask.or(known).first().waitFor();
  if (await ask.isVisible()) await ask.click();
  await known.waitFor();
}

/** Fills in the caller from the output of `aws sts get-caller-identity`. */
export async function pasteCaller(page: FrameLocator, output: string): Promise<void> {
  await page.getByRole('radio', { name: 'Pasted output' }).check();
  await page.getByLabel('Output of aws sts').fill(output);
  await page.getByRole('heading', { name: 'The caller' }).waitFor();
}

/** Saves the form that is shown under a name in the workspace. */
export async function saveAs(window: Workbench, page: FrameLocator, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Save…' }).click();
  await window.palette.entry().first().waitFor();
  await window.palette.text.fill(path.join(window.workspace, name));
  await window.palette.accept();
}

/** Searches in a list, unless `text` is empty, and picks what it finds. */
export async function choose(page: FrameLocator, list: string, text: string, option: RegExp): Promise<void> {
  // VS Code moves the focus to the page when it is clicked: what is typed before that is done goes nowhere.
  const box = page.getByRole('combobox', { name: list });
  const found = page.locator('[role="listbox"] [role="option"]:visible');
  await box.click();
  await found.first().waitFor();
  if (text !== '') {
    await box.fill(text);
    // What was found before stays until there is something new, and would go as it is clicked.
    await found.filter({ hasNotText: text }).first().waitFor({ state: 'hidden' });
  }
  await found.and(page.getByRole('option', { name: option })).click();
}

/** What a script in the page sees of one of its elements. */
interface Element {
  readonly shadowRoot: { querySelector(selector: string): Element };
  readonly ownerDocument: {
    readonly body: Element;
    readonly defaultView: { getComputedStyle(of: Element): { color: string; backgroundColor: string } };
  };
}

/** The contrast between a button's text and what it stands on, as WCAG has it: axe does not look into the element. */
export async function contrastOf(button: Locator): Promise<number> {
  const colors = await button.evaluate((element: Element) => {
    const { body, defaultView } = element.ownerDocument;
    const { color, backgroundColor } = defaultView.getComputedStyle(
      element.shadowRoot.querySelector('.base'),
    );
    return [defaultView.getComputedStyle(body).backgroundColor, backgroundColor, color];
  });
  const [page = [], under = [], text = []] = colors.map((color) =>
    (color.match(/[\d.]+/g) ?? []).map(Number),
  );
  const over = (above: number[], below: number[]) =>
    below.slice(0, 3).map((value, index) => value + ((above[index] ?? 0) - value) * (above[3] ?? 1));
  const luminance = (color: number[]) => {
    const [red = 0, green = 0, blue = 0] = color
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const base = over(under, page);
  const [one, other] = [luminance(base), luminance(over(text, base))];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** What axe has against the page, by rule, with the places. */
export async function violations(window: Workbench): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: window.page })
    .include([editorPage, '#active-frame', 'main'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
