import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { AccessTable } from '../../src/core/access/table';
import { arrange, wholeTable } from '../../src/core/access/tableView';
import { inPieces } from '../../src/flows/inPieces';
import { openWorkbench } from '../e2e/openWorkbench';
import { packageBare } from './bare';
import { compare, median, quantile, taking, type Figure } from './figure';
import { openPage } from './hostPage';

const identities = 10_000;
const callers = 200;
const account = '123456789012';
const title = 'Assumable Identities: Show Who Can Assume What';

/** The table of who can assume what: the work, and the page in the real host; needs `npm run package` to have been run. */
export async function measureAccess(): Promise<Figure[]> {
  return [...(await measureWork()), ...(await measurePage())];
}

function tableOf(): AccessTable {
  const table = new AccessTable();
  table.setCallers(
    Array.from({ length: callers }, (_, index) => ({
      id: `caller-${index}`,
      name: `caller-${index}`,
      caller: {
        account,
        arn: `arn:aws:sts::${account}:assumed-role/role${index}/kim`,
        userId: `AROAROLE${index}:kim`,
      },
    })),
  );
  table.add(
    Array.from({ length: identities }, (_, index) => ({
      id: `identity-${index}`,
      name: `svc-${index}`,
      folder: `team-${index % 100}`,
      lastSeen: undefined,
      relationship: {
        kind: 'aws' as const,
        match: {
          account,
          // Every fourth pattern is not anchored, so that its beginning does not tell.
          arn: {
            kind: 'pattern' as const,
            value: `${index % 4 === 0 ? '' : '^'}arn:aws:sts::${account}:assumed-role/role${index}/(.+)$`,
          },
          userId: { kind: 'pattern' as const, value: '^AROA[A-Z0-9]+:(.+)$' },
        },
      },
    })),
  );
  return table;
}

async function measureWork(): Promise<Figure[]> {
  const { signal } = new AbortController();
  const works: number[] = [];
  const stretches: number[] = [];
  let table = tableOf();
  for (let run = 0; run < 3; run++) {
    table = tableOf();
    let since = process.threadCpuUsage();
    const watch = setInterval(() => {
      const { user, system } = process.threadCpuUsage(since);
      stretches.push((user + system) / 1000);
      since = process.threadCpuUsage();
    }, 0);
    works.push(await taking(() => inPieces(table.work(), signal)));
    clearInterval(watch);
  }
  const { done, all } = table.progress;
  if (done !== identities * callers || done !== all) throw new Error(`only ${done} of ${all} cells`);
  const names = table.rows.map(({ name }) => name);
  return [
    {
      what: 'identities × callers worked out',
      value: median(works),
      unit: 'ms',
      most: 3000,
      how: `${identities.toLocaleString()} × ${callers}, processor time, median of 3`,
    },
    {
      what: 'stretch of that work',
      value: quantile(stretches, 0.99),
      unit: 'ms',
      most: 50,
      how: 'processor time, 99 of 100 turns of the event loop came after at most this',
    },
    {
      what: 'rows ordered and filtered',
      ...(await compare(
        30,
        () => arrange(table, { ...wholeTable, order: 'folder', text: 'svc', only: 'overlaps' }),
        () => names.toSorted(),
      )),
      most: 12,
      how: `${identities.toLocaleString()} rows, median of 30 ÷ sorting their names`,
    },
  ];
}

/** The page of an organization of 50,000 identities, beside an empty page. */
async function measurePage(): Promise<Figure[]> {
  const bare = await packageBare();
  const window = await openWorkbench({ sandbox: { large: true }, extensions: bare });
  try {
    await window.openContainer();
    await window.identities.row('team-0000').waitFor();
    await openPage(window, 'Open Empty Panel', 'main');
    await window.editor.closeAll();
    const empty = await openPage(window, 'Open Empty Panel', 'main');
    const bareFrames = await frames(window.webview(), 'html');
    await window.editor.closeAll();

    // What is painted after an answer is told apart by what answers take.
    window.sandbox.faults.set({ service: 'api', fault: { kind: 'latency', ms: 1000 } });
    window.sandbox.requests.length = 0;
    const painted = await openPage(window, title, '.line');
    const rest = window.sandbox.requests.flatMap(({ answered = Infinity }) => answered);
    const after = painted.since + painted.drawn;
    window.sandbox.faults.clear();
    const page = window.webview();
    await page.getByText(/^50,006 identities/).waitFor();
    const before = Math.max(...rest.filter((answered) => answered < after));
    const scrolled = await frames(page, '.table');
    return [
      {
        what: 'first rows of the access page after the answer',
        value: after - before,
        unit: 'ms',
        most: 300,
        how: 'from the last answer before them until they are in the page',
      },
      {
        what: 'first paint of the access page',
        value: painted.painted,
        baseline: empty.painted,
        unit: 'ms',
        // As for the builder page: both show only a heading.
        most: 1.5,
        how: 'from the command ÷ an empty page',
      },
      {
        what: 'frame while the access page is scrolled',
        value: quantile(scrolled, 0.99),
        baseline: quantile(bareFrames, 0.99),
        unit: 'ms',
        most: 3,
        how: '50,006 rows, 99 of 100 frames ÷ those of an empty page',
      },
    ];
  } finally {
    await window.close();
    await Promise.all(bare.map((vsix) => rm(path.dirname(vsix), { recursive: true, force: true })));
  }
}

/** How long each of 300 frames takes while an element is scrolled by twenty rows in each. */
async function frames(page: FrameLocator, scrolled: string): Promise<number[]> {
  return page.locator(scrolled).evaluate(`(async (element) => {
    const samples = [];
    let since = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 300; frame++) {
      element.scrollTop += 560;
      const now = await new Promise(requestAnimationFrame);
      samples.push(now - since);
      since = now;
    }
    return samples;
  })(document.querySelector(${JSON.stringify(scrolled)}))`);
}
