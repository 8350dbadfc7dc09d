import type { Rule } from '../identity';
import { compilePattern } from '../pattern/pattern';
import { codes, dead, type Machine } from './machine';
import { programMachine } from './ofProgram';
import { anyWide } from './instructions';

/** The machine that accepts what the rule holds for. One that is not set or cannot be read accepts nothing. */
export function machineOf(rule: Rule | undefined): Machine {
  if (rule === undefined) return nothing;
  if (rule.kind === 'exact') return exactMachine(rule.value);
  const known = remembered.get(rule.value);
  if (known) return known;
  const pattern = compilePattern(rule.value);
  const program = pattern.ok ? pattern.program() : undefined;
  const machine = program ? programMachine(program) : nothing;
  if (remembered.size >= mostRemembered || sizeRemembered() > largestRemembered) remembered.clear();
  remembered.set(rule.value, machine);
  return machine;
}

/** Machines of recent patterns: the same ones are asked about again and again while a definition is checked. */
const remembered = new Map<string, Machine>();
const mostRemembered = 100;
const largestRemembered = 2_000_000;

function sizeRemembered(): number {
  let size = 0;
  for (const machine of remembered.values()) size += machine.size();
  return size;
}

const nothing: Machine = {
  start: dead,
  classes: new Uint8Array(codes),
  wide: () => [],
  step: () => dead,
  accepts: () => false,
  size: () => 0,
};

function exactMachine(value: string): Machine {
  const first = 2;
  const points = Array.from(value, (character) => character.codePointAt(0) ?? 0);
  const classes = new Uint8Array(codes);
  let last = 0;
  for (const code of points) if (code < codes && classes[code] === 0) classes[code] = ++last;
  return {
    start: first,
    classes,
    wide: () => [...new Set(points.filter((code) => code >= codes)), anyWide],
    step: (state, code, work) => {
      work.left--;
      return state >= first && points[state - first] === code ? state + 1 : dead;
    },
    accepts: (state) => state === first + points.length,
    size: () => 0,
  };
}
