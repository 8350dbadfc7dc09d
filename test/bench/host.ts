import { openWorkbench } from '../e2e/openWorkbench';
import type { Workbench } from '../e2e/workbench';
import { quantile, type Figure } from './figure';

/** Figures of the real host, with 50,000 identities in 2,000 groups; needs `npm run package` to have been run. */
export async function measureHost(): Promise<Figure[]> {
  const loads: number[] = [];
  const activations: number[] = [];
  const paints: number[] = [];
  const expansions: number[] = [];
  for (let run = 0; run < 5; run++) {
    const window = await openWorkbench({ sandbox: { large: true } });
    try {
      const opened = performance.now();
      await window.openContainer();
      const organization = window.identities.row('acme.example').first();
      await organization.waitFor();
      paints.push(performance.now() - opened);

      const children = window.identities.row('group-').or(window.identities.row('platform')).first();
      await children.waitFor();
      await organization.locator('.monaco-tl-twistie').click();
      await children.waitFor({ state: 'detached' });
      const clicked = performance.now();
      await organization.locator('.monaco-tl-twistie').click();
      await children.waitFor();
      expansions.push(performance.now() - clicked);

      const [load, call] = await activationOf(window);
      loads.push(load);
      activations.push(call);
    } finally {
      await window.close();
    }
  }
  const median = (samples: number[]) => quantile(samples, 0.5);
  return [
    {
      what: 'activation',
      value: median(activations),
      unit: 'ms',
      most: 10,
      how: 'as VS Code tells, median of 5',
    },
    {
      what: 'first paint of the tree',
      value: median(paints),
      unit: 'ms',
      how: 'from the click, start-up included',
    },
    { what: 'a group of 2,000 opened again', value: median(expansions), unit: 'ms', how: 'from the click' },
  ];
}

/** How long VS Code took to load the start-up chunk and to call `activate()`, in milliseconds, by its own report. */
async function activationOf(window: Workbench): Promise<[load: number, call: number]> {
  await window.palette.run('Developer: Startup Performance');
  await window.editor
    .showing(/Extension\s+Activation\s+Stats/)
    .or(window.editor.showing(/System\s+Info/))
    .first()
    .click();
  await window.page.keyboard.press('ControlOrMeta+A');
  await window.page.keyboard.press('ControlOrMeta+C');
  const report = await window.clipboard(/\| *assumable-identities\./);
  const row = /\| *assumable-identities\.[^\n]*/.exec(report)?.[0] ?? '';
  const [, , load, call] = row
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  return [Number(load), Number(call)];
}
