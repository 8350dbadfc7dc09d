import type { Figure, Measure } from './figure';
import { measureBuilder } from './builder';
import { measureBundle } from './bundle';
import { measureGenerate } from './generate';
import { measureCallers } from './callers';
import { measureLint } from './lint';
import { measureHost } from './host';
import { measureHostPage } from './hostPage';
import { measureManage } from './manage';
import { measureOneClick } from './oneClick';
import { measureToken } from './token';

/** Every group of figures; a name on the command line runs the groups whose name begins with it. */
const groups: Record<string, Measure> = {
  builder: measureBuilder,
  bundle: measureBundle,
  callers: measureCallers,
  lint: measureLint,
  generate: measureGenerate,
  token: measureToken,
  oneClick: measureOneClick,
  host: measureHost,
  hostPage: measureHostPage,
  manage: measureManage,
};

const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const bound = ({ most, least, unit }: Figure) =>
  most !== undefined ? `≤ ${most} ${unit}` : least !== undefined ? `≥ ${least} ${unit}` : '';
const verdict = ({ value, most, least }: Figure) =>
  most === undefined && least === undefined
    ? ''
    : value <= (most ?? Infinity) && value >= (least ?? 0)
      ? 'yes'
      : 'NO';

/** Prints the table. */
async function main(wanted: string): Promise<void> {
  console.log('| figure | measured | bound | met | how |\n|---|--:|--:|---|---|');
  for (const [name, measure] of Object.entries(groups)) {
    if (!name.startsWith(wanted)) continue;
    for (const figure of await measure()) {
      const { what, value, unit, how } = figure;
      console.log(`| ${what} | ${number(value)} ${unit} | ${bound(figure)} | ${verdict(figure)} | ${how} |`);
    }
  }
}

void main(process.argv[2] ?? '');
