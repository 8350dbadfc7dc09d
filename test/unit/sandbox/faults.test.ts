import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { request } from 'node:http';
import type { Fault } from '../../sandbox/faults';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { ask, call } from './ask';
import { signed } from './signing';

let sandbox: Sandbox;
let kim = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  kim = await sandbox.sessionToken('kim@acme.example');
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const who = () => call(`${sandbox.urls.api}/auth/v1/ok`, kim);
const set = (fault: Fault, times?: number) =>
  sandbox.faults.set({ service: 'api', fault, ...(times === undefined ? {} : { times }) });

describe('a fault', () => {
  it.each([
    [401, 16],
    [403, 7],
    [404, 5],
    [429, 8],
    [500, 13],
    [503, 14],
  ])('answers %i as google.rpc.Status', async (status, code) => {
    set({ kind: 'status', status, retryAfter: '7' });
    const answer = await who();
    expect([answer.status, answer.json['code'], answer.headers['retry-after']]).toEqual([status, code, '7']);
  });

  it('lasts as many times as it was told, on the path it was told', async () => {
    set({ kind: 'status', status: 503 }, 2);
    expect([(await who()).status, (await who()).status, (await who()).status]).toEqual([503, 503, 200]);
    sandbox.faults.set({ service: 'api', path: /^\/iam\//, fault: { kind: 'status', status: 503 } });
    sandbox.faults.set({ service: 'issuer', fault: { kind: 'status', status: 503 } });
    expect((await who()).status).toBe(200);
    expect((await call(`${sandbox.urls.api}/iam/v2/groups`, kim)).status).toBe(503);
  });

  it('answers HTML, other JSON, and no JSON', async () => {
    set({ kind: 'html' }, 1);
    const html = await who();
    expect([html.status, html.headers['content-type']]).toEqual([502, 'text/html']);
    set({ kind: 'wrongShape' }, 1);
    expect((await who()).json['subject']).toBeUndefined();
    set({ kind: 'notJson' }, 1);
    expect((await who()).json).toBeUndefined();
  });

  it('cuts the body short and resets the connection', async () => {
    set({ kind: 'cut' }, 1);
    await expect(who()).rejects.toThrow('aborted');
    set({ kind: 'reset' }, 1);
    await expect(who()).rejects.toThrow('socket hang up');
  });

  it('never stops sending', async () => {
    set({ kind: 'endless' }, 1);
    const size = await new Promise<number>((resolve, reject) => {
      const sent = request(`${sandbox.urls.api}/auth/v1/ok`, { agent: false }, (response) => {
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size < 8 * 1024 * 1024) return;
          sent.destroy();
          resolve(size);
        });
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(size).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  });

  it('redirects to a server that records what comes', async () => {
    set({ kind: 'redirect' }, 1);
    const { status, headers } = await who();
    expect([status, headers['location']]).toEqual([307, `${sandbox.urls.elsewhere}/auth/v1/ok`]);
    await ask(String(headers['location']));
    expect(sandbox.requests.at(-1)).toEqual({
      service: 'elsewhere',
      method: 'GET',
      path: '/auth/v1/ok',
      query: '',
      came: expect.any(Number) as number,
      answered: expect.any(Number) as number,
      status: 200,
      givenUp: false,
      authorized: false,
    });
  });

  it('hangs until the faults are cleared, and delays', async () => {
    set({ kind: 'hang' });
    const waiting = who();
    const race = await Promise.race([waiting, call(`${sandbox.urls.issuer}/.well-known/jwks.json`, kim)]);
    expect(race.json['keys']).toHaveLength(1);
    sandbox.faults.clear();
    expect((await waiting).status).toBe(200);
    set({ kind: 'latency', ms: 30 });
    const late = who();
    expect((await late).status).toBe(200);
  });

  it('puts a clock off', async () => {
    sandbox.faults.set({ service: 'sts', fault: { kind: 'clock', ms: 20 * 60_000 } });
    const made = signed(sandbox.world.aws.samples.kim, { headers: { Accept: 'application/json' } });
    const { json } = await ask(sandbox.urls.sts + made.path, made);
    expect(json['Error']?.['Message']).toMatch(/^Signature expired/);
  });

  it('is set from another process with the key', async () => {
    const url = `${sandbox.urls.api}/_sandbox/faults`;
    const body = JSON.stringify({ service: 'api', path: '/auth', fault: { kind: 'status', status: 500 } });
    expect((await ask(url, { method: 'POST', body })).status).toBe(403);
    const headers = { 'x-sandbox-key': sandbox.controlKey };
    expect((await ask(url, { method: 'POST', headers, body })).status).toBe(200);
    expect((await who()).status).toBe(500);
    expect((await ask(url, { method: 'DELETE', headers })).status).toBe(200);
    expect((await who()).status).toBe(200);
    const { json } = await ask(`${sandbox.urls.api}/_sandbox/requests`, { headers });
    expect((json as unknown as unknown[]).at(-1)).toMatchObject({
      service: 'api',
      path: '/auth/v1/ok',
      status: 200,
    });
  });

  it('closes at once while a request hangs', async () => {
    const other = await startSandbox();
    other.faults.set({ service: 'api', fault: { kind: 'hang' } });
    const hanging = ask(`${other.urls.api}/auth/v1/ok`);
    const refused = expect(hanging).rejects.toThrow('socket hang up');
    await expect.poll(() => other.requests.length).toBe(1);
    await other.close();
    await refused;
  });
});
