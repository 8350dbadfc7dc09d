import { beforeAll, describe, expect, it } from 'vitest';
import { check, type Draft, type DraftField, type FormOptions, type Named } from '../../src/core/draft/draft';
import type { Rule } from '../../src/core/identity';
import type { Form } from '../../src/generate/form';
import { forms, notesOn } from '../../src/generate/forms';
import { has } from '../forms/tools';
import { filled, sample } from '../unit/generate/drafts';
import { named, payloads } from './payloads';
import {
  readGo,
  readIni,
  readJson,
  readManifest,
  readPython,
  readShell,
  readTerraform,
  readTypescript,
  readWorkflow,
  type Reader,
  type Tokens,
} from './readers';

/** Stands where a payload will: no name that is made from it is the same text. */
const mark = 'Z9 mark';

interface Field {
  readonly name: string;
  readonly field: DraftField;
  readonly set: (draft: Draft, value: string) => Draft;
}

const first = (draft: Draft, role: Named): Draft => ({ ...draft, roles: [role, ...draft.roles.slice(1)] });
const rule = (field: 'arn' | 'userId', kind: Rule['kind']): Field => ({
  name: `${field} (${kind})`,
  field,
  set: (draft, value) => ({ ...draft, match: { ...draft.match, [field]: { kind, value } } }),
});
const fields: readonly Field[] = [
  { name: 'name', field: 'name', set: (draft, name) => ({ ...draft, name }) },
  { name: 'description', field: 'description', set: (draft, description) => ({ ...draft, description }) },
  { name: 'group', field: 'group', set: (draft, name) => ({ ...draft, group: { id: '', name } }) },
  { name: 'id of the group', field: 'group', set: (draft, id) => ({ ...draft, group: { id, name: '' } }) },
  { name: 'role', field: 'roles', set: (draft, name) => first(draft, { id: '', name }) },
  { name: 'id of the role', field: 'roles', set: (draft, id) => first(draft, { id, name: '' }) },
  {
    name: 'account',
    field: 'account',
    set: (draft, account) => ({ ...draft, match: { ...draft.match, account } }),
  },
  rule('arn', 'exact'),
  rule('arn', 'pattern'),
  rule('userId', 'exact'),
  rule('userId', 'pattern'),
  ...(Object.keys(filled.options) as (keyof FormOptions)[]).map((field): Field => ({
    name: field,
    field,
    set: (draft, value) => ({ ...draft, options: { ...draft.options, [field]: value } }),
  })),
];

const bash = has('bash', '--version');
const python = has('python3', '--version');

/** The reader of a form's language; `undefined` where it is not on this machine. */
function readerOf({ id, language }: Form): Reader | undefined {
  const readers: Readonly<Record<string, Reader | undefined>> = {
    json: readJson,
    // They hold programs.
    yaml: bash && python ? (id.includes('github') ? readWorkflow : readManifest) : undefined,
    terraform: readTerraform,
    typescript: readTypescript,
    go: readGo,
    ini: readIni,
    python: python ? readPython : undefined,
    shellscript: bash ? readShell : undefined,
  };
  return readers[language];
}

/** A value as it can be in a language at all. */
function inLanguage(value: string, language: string): string {
  const whole = value.replace(/\p{Cs}/gu, '\ufffd');
  if (language === 'shellscript') return whole.replaceAll('\0', '');
  return language === 'terraform' || language === 'go' ? whole : value;
}

/** A name that a form makes from a value. */
const isName = (token: string) => /^[\w+=,.@:/ -]*$/.test(token);

/** Where a form holds something else than it would with a harmless value in place of the payload. */
function strays(harmless: Tokens, held: Tokens, values: readonly string[]): string[] {
  if (harmless.length !== held.length) return [`${held.length} instead of ${harmless.length} parts`];
  return harmless.flatMap((token, index) => {
    const now = held[index] ?? '';
    const isRight = token.includes(mark)
      ? values.some((value) => now === token.split(mark).join(value))
      : now === token || (isName(now) && isName(token));
    return isRight ? [] : [`${named(token)} → ${named(now)}`];
  });
}

/** Only these lose a value that they cannot hold, and a draft with such a value is refused before. */
const loses = (form: Form, payload: string) =>
  inLanguage(payload, form.language) !== payload || form.language === 'ini';

describe.each(forms.map((form) => [form.id, form] as const))('%s', (_, form) => {
  const reader = readerOf(form);
  const used = fields.filter(
    ({ set }) => form.generate(set(filled, mark)) !== form.generate(set(filled, 'other mark')),
  );
  if (!reader) {
    it.skip('is read by a program that is not on this machine', () => undefined);
    return;
  }

  it('holds each payload as the value that it is', async () => {
    const wrong: string[] = [];
    for (const { base, set, with: worth } of drafts) {
      const made = (value: string) => form.generate(set(base, value));
      if (made(mark) === made('other mark')) continue;
      const texts = [...new Set([mark, ...worth].map(made))];
      const read = new Map((await reader(texts)).map((tokens, index) => [texts[index], tokens]));
      const harmless = read.get(made(mark)) ?? [];
      for (const payload of worth) {
        const held = read.get(made(payload)) ?? [];
        const found =
          form.language === 'ini'
            ? held.filter((token) => !harmless.includes(token))
            : strays(harmless, held, [payload, inLanguage(payload, form.language)]);
        wrong.push(...found.map((stray) => `${named(payload)}: ${stray}`));
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
  }, 300_000);

  it('says of each value that it cannot hold that the draft is wrong', () => {
    for (const { field, set } of used)
      for (const payload of payloads.filter((each) => loses(form, each))) {
        const draft = set(filled, payload);
        const text = form.generate(draft);
        if (form.language === 'ini' && text.includes(payload)) continue;
        if (text === form.generate(set(filled, 'x'))) continue;
        const problems = check(draft).filter((each) => each.field === field && each.severity === 'error');
        expect(
          problems.map(({ message }) => message),
          `${field}: ${named(payload)}`,
        ).not.toEqual([]);
        for (const { message } of problems)
          expect(message).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
      }
  });

  it('has notes without anything that cannot be seen', () => {
    for (const { set } of used)
      for (const payload of payloads)
        for (const note of notesOn(form, set(filled, payload)))
          expect(note).not.toMatch(/\p{Cc}|\p{Cs}|[\u200b\u202a-\u202e\u2066-\u2069]/u);
  });
});

/** Sets all of these fields. */
const setting =
  (some: readonly Field[]): Field['set'] =>
  (draft, value) =>
    some.reduce((made, { set }) => set(made, value), draft);
/** What the rules of the identity are made of, and ids. From the rest of a draft, nothing else is told. */
const decides = ({ name }: Field) => /^(?:account|arn|userId|roleArn|id of)/.test(name);
const but = (kind: Rule['kind']) => fields.filter((field) => decides(field) && !field.name.includes(kind));

const isBlank = (payload: string) => payload.trim() === '';
const plain = fields.filter((field) => !decides(field));

/** Drafts, and what to set in each: everything at once, but what a form looks into by itself. */
const drafts: readonly {
  readonly base: Draft;
  readonly set: Field['set'];
  readonly with: readonly string[];
}[] = [
  ...[plain, but('exact'), but('pattern')].flatMap((some) => [
    { base: filled, set: setting(some), with: payloads.filter((payload) => !isBlank(payload)) },
    // A group of nothing but white space is none.
    {
      base: filled,
      set: setting(some.filter(({ field }) => field !== 'group')),
      with: payloads.filter(isBlank),
    },
  ]),
  { base: sample, set: (draft, name) => ({ ...draft, name }), with: payloads },
];

beforeAll(() => expect(payloads.length).toBeGreaterThanOrEqual(140));
