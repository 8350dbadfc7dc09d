import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { answerApi } from './api';
import { makeAws, serviceAccount, type AwsWorld } from './awsWorld';
import { answerControl } from './control';
import { Faults, type Service } from './faults';
import { environment, writeHomeFiles } from './home';
import { answerIssuer, refreshToken } from './issuer';
import { growLarge } from './large';
import { answerContainer, answerMetadata } from './metadata';
import { OidcIssuers } from './oidc';
import type { Resources } from './resources';
import { serve, type Asked, type Recorded, type Reply } from './serve';
import { Sso } from './sso';
import { answerSts } from './sts';
import { Tokens } from './tokens';
import {
  addFederated,
  apiAudience,
  federatedIdentities,
  groups,
  identities,
  makeResources,
  organization,
  people,
  publicIssuer,
  pullTokenIssuer,
  roles,
} from './world';

export interface SandboxOptions {
  /** 50,000 identities in 2,000 groups besides the usual world. */
  large?: boolean;
  /** A folder of identities that trust web identity tokens besides the usual world. */
  federated?: boolean;
  /** Ports on 127.0.0.1; a free one where none is given. */
  ports?: Partial<Record<Service, number>>;
  now?: () => Date;
}

export interface Sandbox {
  urls: Record<Service, string>;
  /** The OIDC issuers besides Chainguard's, to sign with. */
  issuers: OidcIssuers;
  world: World;
  faults: Faults;
  /** Every request so far, oldest first; empty it with `requests.length = 0`. */
  requests: Recorded[];
  /** The key that the control endpoint on the API's port wants in X-Sandbox-Key. */
  controlKey: string;
  /** The Authorization value that the container credentials endpoint wants. */
  containerToken: string;
  /** IAM Identity Center, to sign people in and out. */
  sso: Sso;
  /** A token for a person (by e-mail) or an identity (by name or UIDP); for the API unless an audience is given. */
  sessionToken(who: string, audience?: string, options?: { lifetime?: number; at?: Date }): Promise<string>;
  /** A refresh token for a person or an identity, as a browser login would leave one. */
  refreshToken(who: string): Promise<string>;
  /** A token that the issuer of that name signed, as GitHub's would: identities with claim rules may accept it. */
  oidcToken(claims: { iss: string; sub: string; aud: string; [claim: string]: unknown }): Promise<string>;
  /** How long tokens live that are exchanged from now on, in seconds; an hour without it. */
  setTokenLifetime(seconds: number | undefined): void;
  /** Writes AWS configuration and a chainctl login under a directory. */
  writeHome(directory: string): Promise<void>;
  /** The environment for a process that should live in that directory and this world. */
  env(directory: string): Record<string, string>;
  /** VS Code user settings that point the extension here. */
  settings(): Record<string, string | boolean>;
  /** Stops at once, whatever is still being answered. */
  close(): Promise<void>;
}

interface World {
  organization: typeof organization;
  groups: typeof groups;
  /** UIDPs by name. */
  identities: typeof identities;
  /** Likewise, of those that only the option `federated` adds. */
  federated: typeof federatedIdentities;
  people: typeof people;
  /** Built-in roles' UIDPs by name. */
  roles: typeof roles;
  aws: AwsWorld;
  resources: Resources;
}

/** Starts every server of the sandbox, each on its own port of 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const resources = makeResources(now());
  if (options.large) growLarge(resources);
  const aws = makeAws(now(), () => [publicIssuer, urls.issuer]);
  const tokens = await Tokens.make(resources);
  const faults = new Faults(() => resources.remember());
  const requests: Recorded[] = [];
  let lifetime: number | undefined;
  const controlKey = randomBytes(16).toString('hex');
  const containerToken = `Basic ${randomBytes(24).toString('base64')}`;
  const urls: Record<Service, string> = {
    sts: '',
    oidc: '',
    sso: '',
    metadata: '',
    container: '',
    issuer: '',
    api: '',
    elsewhere: '',
  };
  const servers: Server[] = [];
  const serving = { faults, requests, now, elsewhere: () => urls.elsewhere };
  const start = async (service: Service, answer: (asked: Asked) => Reply | Promise<Reply>) => {
    const { url, server } = await serve(service, options.ports?.[service] ?? 0, serving, answer);
    urls[service] = url;
    servers.push(server);
  };
  const control = answerControl(controlKey, faults, requests);
  await start('elsewhere', () => ({ status: 200, body: {} }));
  const issuers = new OidcIssuers(() => urls.oidc);
  for (const { issuer } of aws.federation.values()) issuers.named(issuer);
  if (options.federated) addFederated(resources, now(), await issuers.named(pullTokenIssuer).jwks());
  await start('oidc', issuers.answer);
  await start(
    'sts',
    answerSts(aws, issuers, () => hostsOf(urls.sts)),
  );
  const sso = new Sso(aws);
  await start('sso', sso.answer);
  await start('metadata', answerMetadata(aws));
  await start('container', answerContainer(aws, containerToken));
  await start('issuer', answerIssuer({ resources, tokens, issuers, urls, lifetime: () => lifetime }));
  const api = answerApi({ resources, tokens, issuer: urls.issuer });
  await start('api', (asked) => control(asked) ?? api(asked));

  const uidOf = (who: string): string => {
    const named: Record<string, string | undefined> = { ...identities, ...federatedIdentities, ...people };
    const uid = named[who] ?? who;
    if (!resources.subject(uid)) throw new Error(`nobody of that name: ${who}`);
    return uid;
  };
  const sessionToken: Sandbox['sessionToken'] = async (
    who,
    audience = apiAudience,
    { lifetime, at = now() } = {},
  ) => {
    const wanted = { audience: [audience], at, ...(lifetime === undefined ? {} : { lifetime }) };
    return (await tokens.issue(urls.issuer, uidOf(who), wanted)).token;
  };
  return {
    urls,
    issuers,
    world: {
      organization,
      groups,
      identities,
      federated: federatedIdentities,
      people,
      roles,
      aws,
      resources,
    },
    faults,
    requests,
    controlKey,
    containerToken,
    sso,
    sessionToken,
    refreshToken: async (who) => (await refreshToken({ tokens, urls }, uidOf(who), now())).token,
    oidcToken: (claims) => {
      const iat = Math.floor(now().getTime() / 1000);
      const whole = { iat, exp: iat + 300, ...claims };
      return claims.iss === urls.issuer ? tokens.sign(whole) : issuers.named(claims.iss).sign(whole);
    },
    setTokenLifetime: (seconds) => {
      lifetime = seconds;
    },
    writeHome: async (directory) => {
      const iat = Math.floor(now().getTime() / 1000);
      const serviceToken = await issuers
        .named(serviceAccount.iss)
        .sign({ ...serviceAccount, iat, exp: iat + 24 * 3600 });
      await writeHomeFiles(directory, aws, await sessionToken('kim@acme.example'), serviceToken);
      await writeFile(join(directory, '.aws', 'container-token'), containerToken, { mode: 0o600 });
      await sso.signIn(directory, 'acme', { until: new Date(now().getTime() + 3600_000), renewable: false });
    },
    env: (directory) => environment(directory, urls),
    settings: () => ({
      'assumable.issuerUrl': urls.issuer,
      'assumable.apiUrl': urls.api,
      'assumable.audience': apiAudience,
      'assumable.useChainctlLogin': true,
    }),
    close: async () => {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      faults.clear();
    },
  };
}

/** How a client names the sandbox's STS in its Host header. */
function hostsOf(url: string): string[] {
  const { host, port } = new URL(url);
  return [host, `localhost:${port}`];
}
