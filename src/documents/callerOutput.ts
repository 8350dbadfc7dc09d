import * as l10n from '@vscode/l10n';
import type { Caller } from '../core/caller';
import { excerpt, type Span, withoutColours } from '../core/text';
import { callerProblem, command } from './callerProblem';
import { callersIn } from './callersIn';
import { callerValues, type CallerValue } from './callerValues';
import { labelledCaller } from './labelledCaller';
import { otherOutput } from './otherOutput';

type CallerOutput =
  | {
      readonly ok: true;
      readonly caller: Caller;
      /** Where the ARN is in the text, or the whole text if colours cut the ARN; UTF-16 offsets, `end` exclusive. */
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly ok: false;
      /** What the text seems to be and what to paste instead, as a sentence. */
      readonly problem: string;
    };

/** The longest text to read, in UTF-16 units. The output itself takes a few hundred. */
const longestOutput = 100_000;

/**
 * Reads who calls from the output of `aws sts get-caller-identity` in any of the CLI's formats, and from whatever else
 * holds a caller's ARN and user ID: STS's own answers, what SDKs and tools print, events, logs. They are told by what
 * they look like, not by their labels or their order. Other text may surround them, such as prompts and colours. Several
 * callers are a problem. Never throws, and takes linear time.
 */
export function readCallerOutput(text: string): CallerOutput {
  if (text.length > longestOutput) return no(l10n.t('This is too long for the output of: {0}', command));
  const plain = plainly(text);
  if (plain.trim() === '') return no(l10n.t('Paste the output of: {0}', command));
  const [caller, ...others] = allCallers(plain);
  if (!caller) return no(problemOf(plain));
  if (others.length > 0)
    return no(
      l10n.t('There are several callers here. Paste the output of one: {0}', namesOf([caller, ...others])),
    );
  return { ok: true, caller, ...placeOf(text, caller.arn) };
}

/** Every caller in a text, in order, with where its ARN is, as {@link readCallerOutput} reads one. */
export function findCallers(text: string): readonly (Span & { readonly caller: Caller })[] {
  if (text.length > longestOutput) return [];
  return allCallers(plainly(text)).map((caller) => ({ caller, ...placeOf(text, caller.arn) }));
}

function no(problem: string): CallerOutput {
  return { ok: false, problem };
}

function namesOf(callers: readonly Caller[]): string {
  const names = callers.slice(0, 3).map(({ arn }) => excerpt(arn));
  return callers.length > names.length ? `${names.join(', ')} …` : names.join(', ');
}

/** Without colours and characters of no width, and with the plain forms of line ends, spaces, quotes and rules. */
function plainly(text: string): string {
  return withoutColours(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .replace(/[\u2502\u2503\u2551]/g, '|');
}

function allCallers(plain: string): readonly Caller[] {
  for (const read of [plain, unescaped(plain)]) {
    const { callers, assumed } = callersIn(read, callerValues(read).values);
    if (callers.length > 0) return callers;
    if (assumed.length > 0 && !/credentials|secret_?access_?key/i.test(read)) return assumed;
  }
  // A terminal breaks lines anywhere. Only a session shows that what was put together is right.
  const whole = plain.replace(/(?<=[\w+=,.@/:-])\n(?=[\w+=,.@/:-])/g, '');
  return callersIn(whole, callerValues(whole).values).callers.filter(({ arn }) =>
    arn.includes(':assumed-role/'),
  );
}

/** A text that stands as a value in JSON, XML or an address. */
function unescaped(text: string): string {
  return text
    .replace(/\\+u00(2[267f]|3[ae])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+([nrt])/g, ' ')
    .replace(/\\+(["'/])/g, '$1')
    .replace(/&(?:quot|#34|#39|apos);/g, '"')
    .replace(/%(2[2f]|3[ad]|20|0a)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** Why there is no caller in a text. */
function problemOf(plain: string): string {
  const { values, cut } = callerValues(plain);
  const { mismatched } = callersIn(plain, values);
  const labelled = mismatched[0] ?? labelledCaller(plain);
  const problem = labelled && callerProblem(labelled);
  if (problem !== undefined) return problem;
  if (cut[0] !== undefined)
    return l10n.t('The end of this is cut off. Paste all of it: {0}', excerpt(cut[0]));
  const other = otherOutput(plain);
  if (other !== undefined) return other;
  const [arn, userId] = (['arn', 'userId'] as const).map(
    (is) => values.find((each) => each.is === is)?.readings[0],
  );
  if (arn !== undefined && userId !== undefined) {
    const [, , , , account = ''] = arn.split(':', 5);
    const together = callerProblem({ account, arn, userId });
    if (together !== undefined) return together;
  }
  return missing(plain, values);
}

/** Names what of a caller is nowhere in a text. */
function missing(plain: string, values: readonly CallerValue[]): string {
  const has = (is: CallerValue['is']) => values.some((each) => each.is === is);
  const parts = [
    has('arn') || has('account') ? '' : l10n.t('the account'),
    has('arn') ? '' : l10n.t('the ARN'),
    has('userId') ? '' : l10n.t('the user ID'),
  ].filter((part) => part !== '');
  const labels = /\b(?:User_?Id|Account(?:_?Id)?|Arn|principalId)\b/i;
  if (parts.length === 0 || (!has('arn') && !has('userId') && !labels.test(plain)))
    return l10n.t('There is no caller in this text. Paste the output of: {0}', command);
  return l10n.t('A part of the output is missing: {0}. Paste all of: {1}', parts.join(', '), command);
}

/** Where a text has an ARN that does not go on, or all of the text. */
function placeOf(text: string, arn: string): Span {
  for (let start = text.indexOf(arn); start >= 0; start = text.indexOf(arn, start + arn.length)) {
    const end = start + arn.length;
    if (!/[\w+=@/-]/.test(text.charAt(end))) return { start, end };
  }
  return { start: 0, end: text.length };
}
