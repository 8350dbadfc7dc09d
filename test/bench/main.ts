import { loadavg } from 'node:os';
import { measureAccess } from './access';
import { measureBudget } from './budget';
import { measureBuilder } from './builder';
import { measureBundle } from './bundle';
import { measureCallers } from './callers';
import type { Figure, Measure } from './figure';
import { measureGenerate } from './generate';
import { measureHost } from './host';
import { measureLint } from './lint';
import { measureManage } from './manage';
import { measureOneClick } from './oneClick';
import { measureToken } from './token';

/** Every group of figures; a name on the command line runs the groups whose name begins with it. */
const groups: Record<string, Measure> = {
  bundle: measureBundle,
  builder: measureBuilder,
  callers: measureCallers,
  lint: measureLint,
  generate: measureGenerate,
  token: measureToken,
  oneClick: measureOneClick,
  host: measureHost,
  manage: measureManage,
  access: measureAccess,
  budget: measureBudget,
};

const number = (value: number) => (value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3));
const bounded = ({ value, baseline }: Figure) => (baseline === undefined ? value : value / baseline);
const isMissed = (figure: Figure) => figure.most !== undefined && !(bounded(figure) <= figure.most);
const load = () =>
  loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');

function row(figure: Figure): string {
  const { what, value, unit, baseline, most, how } = figure;
  const cells = [
    what,
    `${number(value)} ${unit}`,
    baseline === undefined ? '' : `${number(baseline)} ${unit}`,
    baseline === undefined ? '' : `${number(bounded(figure))} ×`,
    most === undefined ? '' : `≤ ${most} ${baseline === undefined ? unit : '×'}`,
    most === undefined ? '' : isMissed(figure) ? '**no**' : 'yes',
    how,
  ];
  return `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;
}

/** Measures, then prints one table in Markdown; fails where a bound is missed. */
async function main(wanted: string): Promise<void> {
  const before = load();
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (!name.startsWith(wanted)) continue;
    console.error(`Measuring ${name} …`);
    figures.push(...(await measure()));
  }
  console.log('| figure | measured | baseline | ratio | bound | met | how |\n|---|--:|--:|--:|--:|---|---|');
  for (const figure of figures) console.log(row(figure));
  console.log(`\nLoad of the machine over 1, 5 and 15 minutes: ${before} before, ${load()} after.`);
  const missed = figures.filter(isMissed);
  for (const { what } of missed) console.error(`Missed: ${what}`);
  if (missed.length > 0) process.exitCode = 1;
}

void main(process.argv[2] ?? '');
