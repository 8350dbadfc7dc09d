import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure';
import { builderArguments, type BuilderHost } from '../../src/wire/builder';
import { emptyForm } from '../../src/wire/builderForm';
import { limits } from '../../src/wire/message';
import { mostCalls, serve } from '../../src/wire/rpc';
import { payloads } from './payloads';

type Name = keyof typeof builderArguments;
const names = Object.keys(builderArguments) as Name[];
const form = { ...emptyForm, strictness: 'role' };
/** An argument that an honest page sends to each method. */
const honest: Readonly<Record<Name, unknown>> = {
  start: { begin: { with: 'kept', form } },
  changed: { known: 0 },
  trusted: {},
  session: {},
  signIn: {},
  sources: {},
  group: { id: 'x' },
  askCaller: { source: 'x' },
  readCaller: { from: 'paste', text: 'x', uniqueId: '' },
  render: { form, id: 'id-json' },
  findGroups: { text: 'x' },
  findRoles: { text: 'x', group: null },
  take: { form, id: 'id-json', how: 'copy' },
  askToken: { source: 'x', audience: 'y' },
  forgetLeft: {},
  copyStep: { form, id: 'id-json', step: 0 },
  create: { form },
  differences: { form },
  edit: { form, seen: [{ field: 'name', before: 'a', after: 'b' }] },
  openEdit: { id: 'x' },
  test: { id: 'x', source: null },
};

/** A host that notes what reaches it, and what it answers. */
function host() {
  const reached: { method: string; argument: unknown }[] = [];
  const replies: { reply: number }[] = [];
  const methods = Object.fromEntries(
    names.map((method) => [
      method,
      (argument: unknown) => {
        reached.push({ method, argument });
        return Promise.resolve(null);
      },
    ]),
  ) as unknown as BuilderHost;
  const served = serve<BuilderHost>(
    methods,
    builderArguments,
    (message) => replies.push(message as { reply: number }),
    () => undefined,
    () => undefined,
  );
  const send = async (message: unknown) => {
    served.receive(message);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { reached, replies, send, served };
}

/** Every value inside a value, each in a function that makes the whole with another in its place. */
function places(value: unknown): ((by: unknown) => unknown)[] {
  if (typeof value !== 'object' || value === null) return [(by) => by];
  return [
    (by) => by,
    ...Object.entries(value).flatMap(([key, inner]) =>
      places(inner).map(
        (put) => (by: unknown) =>
          Array.isArray(value)
            ? value.map((each: unknown, index) => (String(index) === key ? put(by) : each))
            : { ...value, [key]: put(by) },
      ),
    ),
  ];
}

const wrong: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  0.5,
  NaN,
  Infinity,
  2 ** 60,
  [],
  [[]],
  {},
  { toString: 'x' },
  { with: 'seed', form: 1 },
  new Date(0),
  new Map([['a', 1]]),
  new Uint8Array(8),
  'x'.repeat(limits.characters + 1),
  Array.from({ length: limits.values + 1 }, () => 0),
  JSON.parse('{"__proto__":{"id":"x"}}'),
  JSON.parse('{"constructor":{"prototype":{}}}'),
  JSON.parse(`${'{"a":'.repeat(limits.levels + 1)}1${'}'.repeat(limits.levels + 1)}`),
];

describe.each(names)('the argument of %s', (method) => {
  it('reaches the host as an honest page sends it', async () => {
    const { reached, send } = host();
    await send({ call: 1, method, argument: honest[method] });
    expect(reached.map((each) => each.method)).toEqual([method]);
  });

  it('reaches it in no other shape, and each call has one answer', async () => {
    for (const put of places(honest[method]))
      for (const by of wrong) {
        const argument = put(by);
        const { reached, replies, send } = host();
        await send({ call: 1, method, argument });
        expect(replies.map(({ reply }) => reply)).toEqual([1]);
        for (const each of reached) expect(builderArguments[method](argument)).toEqual(each.argument);
      }
  });

  it('has no name that nobody knows, and none of a prototype', async () => {
    const argument = honest[method] as Record<string, unknown>;
    for (const name of ['more', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const { reached, replies, send } = host();
      await send({ call: 1, method, argument: { ...argument, [name]: 'x' } });
      expect([reached, replies.length]).toEqual([[], 1]);
    }
  });

  it('holds every payload as the text that it is, or is refused', async () => {
    const texts = places(honest[method]);
    for (const payload of payloads) {
      const { reached, replies, send } = host();
      for (const [call, put] of texts.entries())
        await send({ call: call + 1, method, argument: put(payload) });
      expect(replies.length).toBe(texts.length);
      for (const { argument } of reached) expect(JSON.stringify(argument).includes('[object')).toBe(false);
    }
  });
});

describe('a page that does not keep to the order', () => {
  it('gets no answer to what is no call, and one to each call', async () => {
    const { reached, replies, send } = host();
    const messages: unknown[] = [
      { abort: 1 },
      { reply: 1, result: null },
      { call: 1, method: 'trusted', argument: {} },
      { abort: 1 },
      { call: 1, method: 'trusted', argument: {} },
      { call: '2', method: 'trusted', argument: {} },
      { call: 3, method: '__proto__', argument: {} },
      { call: 4, method: 'constructor', argument: {} },
      { call: 5, method: ['trusted'], argument: {} },
      { call: 6 },
      { call: 2 ** 53, method: 'trusted', argument: {} },
    ];
    for (const message of messages) await send(message);
    expect(replies.map(({ reply }) => reply)).toEqual([1, 1, 3, 4, 5, 6]);
    expect(reached.map(({ method }) => method)).toEqual(['trusted', 'trusted']);
  });

  it('runs no more calls at once than one page may, and none once it is closed', async () => {
    let started = 0;
    const replies: unknown[] = [];
    const waiting = {
      trusted: (_: unknown, signal: AbortSignal) =>
        new Promise<boolean>((_resolve, reject) => {
          started++;
          signal.addEventListener('abort', () => reject(new Failure('cancelled', 'x')), { once: true });
        }),
    };
    const served = serve<typeof waiting>(
      waiting,
      { trusted: builderArguments.trusted },
      (message) => replies.push(message),
      () => undefined,
      () => undefined,
    );
    for (let call = 1; call <= 1000; call++) served.receive({ call, method: 'trusted', argument: {} });
    await new Promise((resolve) => setImmediate(resolve));
    expect([started, replies.length]).toEqual([mostCalls, 1000 - mostCalls]);
    served.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect(replies.length).toBe(1000 - mostCalls);
  });
});

describe('what a page may load', () => {
  const source = (file: string) => readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');

  it.each(['ui/page/html.ts', 'chainguard/callback.ts'])(
    'is nothing but its own, and it sends nothing: %s',
    (file) => {
      const policies = [...source(file).matchAll(/["'`](default-src [^"`\n]*)["`]/g)].map(
        ([, policy = '']) => policy,
      );
      expect(policies).toHaveLength(1);
      for (const policy of policies) {
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("base-uri 'none'");
        expect(policy).toContain("form-action 'none'");
        expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      }
    },
  );
});
