import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Draft } from '../../src/core/draft/draft';
import { awsIdentityJson, type ClaimMatch, claimMatchJson } from '../../src/core/identity';
import { subjectOf } from '../../src/core/match/subject';
import { suggest } from '../../src/core/match/suggest';
import type { Credentials, SampleName } from '../sandbox/awsWorld';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { publicIssuer } from '../sandbox/world';
import { sample } from '../unit/generate/drafts';

/** The sandbox and a directory, for the tests of one file. */
interface World {
  readonly sandbox: Sandbox;
  readonly directory: string;
  /** The names of all repositories, as the recipes print them. */
  readonly repositories: readonly string[];
  /**
   * The draft for one of the sandbox's callers, as suggested for it, and the identity made from it, which may pull
   * images in the organization. A recipe then finds the identity's id in the environment, or in the draft.
   */
  readonly draftFor: (caller: SampleName) => Draft;
  /** The same identity, made to trust tokens of an issuer; those of AWS for one of the sandbox's callers. */
  readonly draftTrusting: (who: SampleName | Pick<ClaimMatch, 'issuer' | 'subject' | 'audience'>) => Draft;
  /** The sandbox's addresses and the identity, in the variables that the recipes read. */
  readonly env: (more?: Record<string, string>) => Record<string, string>;
}

/** Starts the sandbox before the tests of a file and ends it after them. */
export function useWorld(): () => World {
  let world: World | undefined;
  let end = () => Promise.resolve();
  beforeAll(async () => {
    const sandbox = await startSandbox();
    addRepositories(sandbox);
    const directory = await mkdtemp(join(tmpdir(), 'forms-'));
    await sandbox.writeHome(directory);
    end = async () => {
      await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    };
    world = makeWorld(sandbox, directory);
  }, 60_000);
  afterAll(() => end());
  return () => {
    if (!world) throw new Error('the sandbox has not started');
    return world;
  };
}

function makeWorld(sandbox: Sandbox, directory: string): World {
  const id = sandbox.world.identities['ci-runner'];
  return {
    sandbox,
    directory,
    repositories: [...sandbox.world.resources.repos.values()].map(({ name }) => name).sort(),
    draftFor(caller) {
      const { account, arn, userId } = sandbox.world.aws.samples[caller].principal;
      const subject = subjectOf({ account, arn, userId });
      const match = suggest(subject).find(({ recommended }) => recommended)?.match ?? sample.match;
      const draft = { ...sample, subject, match };
      const identity = sandbox.world.resources.identities.get(id);
      if (!identity) throw new Error('the identity is gone');
      delete identity.claimMatch;
      identity.awsIdentity = { awsAccount: account, ...awsIdentityJson(match) };
      return draft;
    },
    draftTrusting(who) {
      const claims = { ...(typeof who === 'string' ? webIdentityOf(sandbox, who) : who), claims: [] };
      const identity = sandbox.world.resources.identities.get(id);
      if (!identity) throw new Error('the identity is gone');
      delete identity.awsIdentity;
      identity.claimMatch = claimMatchJson(claims);
      return { ...sample, subject: undefined, claims };
    },
    env: (more = {}) => ({
      ...sandbox.env(directory),
      CHAINGUARD_IDENTITY: id,
      CHAINGUARD_ISSUER_URL: sandbox.urls.issuer,
      CHAINGUARD_API_URL: sandbox.urls.api,
      ...more,
    }),
  };
}

/** What AWS's tokens say of a caller, as exact rules. */
function webIdentityOf({ world: { aws } }: Sandbox, who: SampleName) {
  const { account, arn, role = arn } = aws.samples[who].principal;
  const exact = (value: string) => ({ kind: 'exact', value }) as const;
  // Every caller that a test asks for may get tokens, as the policy of the forms lets it.
  if (who !== 'nightly') aws.tokenPolicies.set(role, { audiences: () => [publicIssuer], maxSeconds: 300 });
  const issuer = exact(aws.federation.get(account)?.issuer ?? '');
  return { issuer, subject: exact(role), audience: exact(publicIssuer) };
}

/** More repositories than a page of the API holds. */
function addRepositories({ world: { resources } }: Sandbox): void {
  const [first] = resources.repos.values();
  if (!first) throw new Error('the sandbox has no repository');
  for (let index = 100; index < 350; index++) {
    const uid = first.uid.replace(/[^/]{16}$/, index.toString().padStart(16, '0'));
    resources.repos.set(uid, { ...first, uid, name: `more-${index}` });
  }
}

/** AWS's own variables for a set of keys. */
export function keysOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** The lines that a recipe printed, in order. */
export function lines(text: string): readonly string[] {
  return text.trim().split(/\r?\n/).sort();
}
