import { describe, expect, it } from 'vitest';
import { Failure, type Kind } from '../../../src/core/failure';
import { limits } from '../../../src/wire/message';
import { connect, mostCalls, serve } from '../../../src/wire/rpc';

interface Api {
  double(argument: number, signal: AbortSignal): Promise<number>;
  fail(argument: Kind, signal: AbortSignal): Promise<never>;
  wait(argument: null, signal: AbortSignal): Promise<string>;
}

const kinds: Kind[] = [
  'cancelled',
  'signed-out',
  'no-credentials',
  'denied',
  'mismatch',
  'invalid',
  'offline',
  'unexpected',
];

/** Both ends with a wire between them that carries what JSON carries. */
function wire() {
  const refusals: string[] = [];
  const failures: unknown[] = [];
  const replies: unknown[] = [];
  const over = (receive: (message: unknown) => void) => (message: unknown) => {
    const text = JSON.stringify(message);
    queueMicrotask(() => receive(JSON.parse(text)));
  };
  const methods: Api = {
    double: (value) => Promise.resolve(2 * value),
    fail: (kind) =>
      Promise.reject(new Failure(kind, `It is ${kind}.`, { remedy: 'Do it.', status: 418, cause: 'hidden' })),
    wait: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Failure('cancelled', 'Stopped.')), { once: true });
      }),
  };
  const client = connect<Api>((message) => over(host.receive)(message));
  const host = serve<Api>(
    methods,
    {
      double: (value) => {
        if (typeof value !== 'number') throw new Error('no number');
        return value;
      },
      fail: (value) => value as Kind,
      wait: () => null,
    },
    (message) => {
      replies.push(message);
      over(client.receive)(message);
    },
    (why) => refusals.push(why),
    (_, error) => failures.push(error),
  );
  return { client, host, refusals, failures, replies };
}

/** Until everything that is on its way has arrived. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the wire between a page and its host', () => {
  it('answers a call', async () => {
    expect(await wire().client.call('double', 21)).toBe(42);
  });

  it.each(kinds)('keeps the kind of a failure: %s', async (kind) => {
    const { client, replies } = wire();
    await expect(client.call('fail', kind)).rejects.toMatchObject({
      name: 'Failure',
      kind,
      message: `It is ${kind}.`,
      remedy: 'Do it.',
      status: 418,
    });
    expect(JSON.stringify(replies)).not.toContain('hidden');
  });

  it('carries an abort to the host', async () => {
    const { client } = wire();
    const controller = new AbortController();
    const answer = client.call('wait', null, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(client.call('wait', null, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('tells answers apart when a page is loaded again while its former self still waits', async () => {
    const { client, host, replies } = wire();
    void client.call('wait', null);
    await settled();
    const again = connect<Api>((message) => host.receive(JSON.parse(JSON.stringify(message))));
    const answer = again.call('double', 2);
    await settled();
    again.receive(replies.at(-1));
    expect(await answer).toBe(4);
  });

  it('aborts what runs and sends nothing once disposed', async () => {
    const { client, host, replies, failures } = wire();
    void client.call('wait', null);
    await settled();
    host.dispose();
    await settled();
    expect(failures).toHaveLength(1);
    expect(replies).toHaveLength(0);
  });
});

describe('a page that lies', () => {
  const call = (method: unknown, argument: unknown = null, id: unknown = 1) => ({
    call: id,
    method,
    argument,
  });
  const proto = JSON.parse('{"call":1,"method":"double","argument":{"__proto__":{"double":1}}}') as unknown;
  class Odd {
    call = 1;
  }
  const dropped: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'double'],
    ['a list', [call('double', 1)]],
    ['an id that is no number', call('double', 1, 'one')],
    ['an id of another sign', call('double', 1, -1)],
    ['an id that is a fraction', call('double', 1, 1.5)],
    ['ten megabytes of text and no call', { text: 'x'.repeat(10_000_000) }],
  ];
  it.each(dropped)('is not answered for %s, and is logged', async (_, message) => {
    const { host, refusals, replies } = wire();
    host.receive(message);
    await settled();
    expect(refusals).toHaveLength(1);
    expect(replies).toHaveLength(0);
  });

  const refused: [string, unknown][] = [
    ['__proto__', proto],
    ['constructor', { ...call('double'), argument: { constructor: 1 } }],
    ['ten megabytes of text', call('double', 'x'.repeat(10_000_000))],
    ['ten million values', call('double', new Array(10_000_000).fill(0))],
    ['a long name', call('double', { ['x'.repeat(limits.characters + 1)]: 1 })],
    ['a deep value', call('double', JSON.parse('['.repeat(200) + ']'.repeat(200)))],
    ['a map', call('double', new Map())],
    ['an object of another class', call('double', new Odd())],
    ['a method that is not served', call('delete')],
    ['an inherited method', call('toString')],
    ['the constructor', call('constructor')],
    ['hasOwnProperty', call('hasOwnProperty')],
    ['a method that is no text', call(7)],
    ['an argument of the wrong type', call('double', { value: 1 })],
  ];
  it.each(refused)('is refused %s, and is logged', async (_, message) => {
    const { host, refusals, replies } = wire();
    host.receive(message);
    await settled();
    expect(refusals).toHaveLength(1);
    expect(replies).toMatchObject([{ reply: 1, failure: { kind: 'unexpected' } }]);
  });

  it('gets exactly one answer for each of a thousand calls at once, and the host stays usable', async () => {
    const { client, host, refusals, replies } = wire();
    for (let id = 1; id <= 1000; id++) host.receive(call('wait', null, id));
    await settled();
    expect(replies).toHaveLength(1000 - mostCalls);
    expect(refusals).toHaveLength(1);
    for (let id = 1; id <= mostCalls; id++) host.receive({ abort: id });
    await settled();
    const answered = new Set(replies.map((reply) => (reply as { reply: number }).reply));
    expect([answered.size, replies.length]).toEqual([1000, 1000]);
    expect(await client.call('double', 4)).toBe(8);
  });

  it('cannot call twice under one number', async () => {
    const { host, refusals, replies } = wire();
    host.receive(call('wait'));
    host.receive(call('double', 1));
    await settled();
    expect([refusals.length, replies.length]).toEqual([1, 0]);
  });
});
