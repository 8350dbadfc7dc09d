import * as l10n from '@vscode/l10n';
import { signOf } from '../match/verdict';
import type { Parted, ResultStep, TestResult } from './result';

/** Something in which two results differ; empty where one of them has nothing there. */
export interface ResultDifference {
  readonly label: string;
  readonly one: string;
  readonly other: string;
}

/** In what two tests differ, from whom they were about to what each step found; not in how long they took. */
export function differencesBetween(one: TestResult, other: TestResult): readonly ResultDifference[] {
  const [left, right] = [linesOf(one), linesOf(other)];
  const labels = [...new Set([...left.keys(), ...right.keys()])];
  return labels
    .map((label) => ({ label, one: left.get(label) ?? '', other: right.get(label) ?? '' }))
    .filter((line) => line.one !== line.other);
}

/** The text of the three pieces. */
export function textOf({ before, at, after }: Parted): string {
  return before + (at ?? '') + after;
}

function linesOf(result: TestResult): Map<string, string> {
  const verdict = result.outcome ? `${signOf(result.outcome)} ${result.sentence}` : result.sentence;
  return new Map([
    [l10n.t('Identity'), result.identityName],
    [l10n.t('Identity ID'), result.identityId],
    [l10n.t('AWS caller'), result.sourceName],
    [l10n.t('Result'), verdict],
    ...result.steps.flatMap(linesOfStep),
  ]);
}

function linesOfStep(step: ResultStep): [string, string][] {
  return [
    [step.label, step.summary],
    ...step.facts.map(({ label, value }): [string, string] => [`${step.label} · ${label}`, value]),
    ...step.comparisons.map(({ field, expected }): [string, string] => [
      l10n.t('{0} · {1} expected', step.label, field),
      textOf(expected),
    ]),
  ];
}
