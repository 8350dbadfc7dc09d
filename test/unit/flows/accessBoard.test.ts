import { describe, expect, it } from 'vitest';
import { awsToken } from '../../../src/chainguard/awsToken';
import { stateOf } from '../../../src/core/access/cell';
import { AccessTable } from '../../../src/core/access/table';
import { asFailure, Failure } from '../../../src/core/failure';
import { AccessBoard } from '../../../src/flows/accessBoard';
import { rolesOf, rowsBelow } from '../../../src/flows/accessRows';
import { inPieces } from '../../../src/flows/inPieces';
import { exchangeToken } from '../../../src/flows/obtainToken';
import { growLarge } from '../../sandbox/large';
import { apiAudience, groups, identities, organization } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const signedIn = async (email = 'kim@acme.example') => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken(email),
});
const acme = { id: organization.uid, name: organization.name };
const callers = () =>
  Object.entries(sandbox().world.aws.samples).map(([id, { principal }]) => ({
    id,
    name: id,
    caller: { account: principal.account, arn: principal.arn, userId: principal.userId },
  }));

describe('a board of who can assume what', () => {
  it('reads the identities below a group with the folders above them', async () => {
    const at = await signedIn();
    const board = new AccessBoard(() => undefined);
    await board.fill((signal) => rowsBelow(at, acme, signal));
    const { rows } = board.table;
    expect(rows.map(({ id }) => id).sort()).toEqual(Object.values(identities).sort());
    expect(rows.find(({ name }) => name === 'ci-runner')?.folder).toBe('platform');
    await board.fill((signal) => rowsBelow(at, { id: groups.web, name: 'web' }, signal));
    expect(board.table.rows.map(({ name, folder }) => `${folder}: ${name}`).sort()).toEqual([
      'web: build-keys',
      'web: catalog-syncer',
      'web: nightly',
    ]);
  });

  it('says that a caller can exactly where the issuer gives it a token', async () => {
    const at = await signedIn();
    const board = new AccessBoard(() => undefined);
    board.setCallers(callers());
    await board.fill((signal) => rowsBelow(at, acme, signal));
    expect(board.phase).toBe('done');
    const { table } = board;
    const { samples } = sandbox().world.aws;
    const issuerUrl = sandbox().urls.issuer;
    let issued = 0;
    for (const [row, { id, name, relationship }] of table.rows.entries()) {
      if (relationship.kind !== 'aws') continue;
      for (const [column, { id: sample }] of table.columns.entries()) {
        // Its keys are not valid any more, whoever it was.
        if (sample === 'expired') continue;
        const keys = samples[sample as keyof typeof samples];
        const token = await awsToken(keys, { audience: issuerUrl, identity: id }, new Date());
        const got = await exchangeToken({
          issuerUrl,
          token,
          identity: undefined,
          audience: apiAudience,
        }).then(
          () => true,
          (error: unknown) => {
            if (asFailure(error).kind !== 'denied') throw error;
            return false;
          },
        );
        if (got) issued++;
        expect([name, sample, stateOf(table.answer(row, column)) === 'can']).toEqual([name, sample, got]);
      }
    }
    expect(issued).toBe(2);
  });

  it('works out new callers for the rows that are there, and forgets nothing else', async () => {
    const at = await signedIn();
    const board = new AccessBoard(() => undefined);
    await board.fill((signal) => rowsBelow(at, acme, signal));
    expect(board.table.progress).toEqual({ done: 0, all: 0 });
    board.setCallers(callers());
    await expect.poll(() => board.phase).toBe('done');
    const { done, all } = board.table.progress;
    expect([done, all]).toEqual([9 * Object.keys(identities).length, 9 * Object.keys(identities).length]);
  });

  it('keeps what was read where it is cancelled, and works out callers for that', async () => {
    const at = await signedIn();
    growLarge(sandbox().world.resources, 2_000);
    sandbox().faults.set({ service: 'api', path: '/iam/v2/identities', after: 1, fault: { kind: 'hang' } });
    let enough = 200;
    const board = new AccessBoard(() => {
      if (board.table.rows.length >= enough) board.cancel();
    });
    await board.fill((signal) => rowsBelow(at, acme, signal));
    expect([board.phase, board.table.rows.length, board.total]).toEqual(['cancelled', 200, 2_006]);
    board.setCallers(callers());
    await expect.poll(() => board.table.progress).toEqual({ done: 1_800, all: 1_800 });
    expect(board.phase).toBe('cancelled');
    sandbox().faults.clear();
    enough = Infinity;
    await board.fill((signal) => rowsBelow(at, acme, signal));
    expect([board.phase, board.table.rows.length]).toEqual(['done', 2_006]);
  });

  it('keeps what was read where reading fails, with why', async () => {
    const board = new AccessBoard(() => undefined);
    await board.fill(async function* () {
      yield { rows: [], total: 7 };
      await Promise.resolve();
      throw new Failure('offline', 'No answer.');
    });
    expect([board.phase, asFailure(board.problem).message]).toEqual(['failed', 'No answer.']);
  });

  it('lets whoever asks last have the table', async () => {
    const at = await signedIn();
    const board = new AccessBoard(() => undefined);
    const first = board.fill((signal) => rowsBelow(at, acme, signal));
    const second = board.fill((signal) => rowsBelow(at, { id: groups.web, name: 'web' }, signal));
    await Promise.all([first, second]);
    expect([board.phase, board.table.rows.length]).toEqual(['done', 3]);
  });
});

describe('what identities may do', () => {
  const signal = new AbortController().signal;

  it('is read for each of a few, and for all of an organization at once where they are many', async () => {
    const at = await signedIn();
    const few = await rolesOf(at, [identities.release, identities.nightly], signal);
    expect([...few]).toEqual([
      [identities.release, ['registry.push → acme.example', 'viewer → platform']],
      [identities.nightly, []],
    ]);
    growLarge(sandbox().world.resources, 2_000);
    const all = [...sandbox().world.resources.identities.keys()];
    sandbox().requests.length = 0;
    const many = await rolesOf(at, all, signal);
    const asked = sandbox().requests.filter(({ path }) => path === '/iam/v2/roleBindings');
    expect(asked.length).toBeLessThan(20);
    expect(many.get(identities.release)).toEqual(few.get(identities.release));
    expect(many.size).toBe(all.length);
  });
});

describe('work in pieces', () => {
  it('lets everything else have its turn, and ends where it is cancelled', async () => {
    const abort = new AbortController();
    let [steps, turns] = [0, 0];
    const turning = setInterval(() => {
      turns++;
      if (turns === 3) abort.abort();
    }, 0);
    const endless = (function* () {
      for (;;) yield steps++;
    })();
    const failure = await inPieces(endless, abort.signal).then(() => undefined, asFailure);
    clearInterval(turning);
    expect(failure?.kind).toBe('cancelled');
    expect(turns).toBe(3);
    expect(steps).toBeGreaterThan(turns);
  });

  it('gives each step to whoever wants it', async () => {
    const given: number[] = [];
    await inPieces([1, 2, 3], new AbortController().signal, (each) => given.push(each));
    expect(given).toEqual([1, 2, 3]);
    expect(new AccessTable().progress).toEqual({ done: 0, all: 0 });
  });
});
