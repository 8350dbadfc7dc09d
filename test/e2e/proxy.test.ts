import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { startProxiedNetwork, startRelay, type ProxiedNetwork } from '../host/proxy';
import { accounts } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';

const sts = 'sts.us-east-1.amazonaws.com';
const stsEurope = 'sts.eu-west-1.amazonaws.com';
const issuer = 'issuer.enforce.dev';
const api = 'console-api.enforce.dev';

/*
 * AWS and Chainguard by their real names, which only the proxy leads to: the sandbox stands for them, behind
 * certificates of an authority that the host's own store has and VS Code does not bring. Instance metadata and the
 * container endpoint have an address of this machine that VS Code does not take for itself, as it does with
 * 127.0.0.1, so that its own `http.request` would send them to the proxy. Only Linux has that address without
 * setting it up.
 */
describe.runIf(process.platform === 'linux')('behind a proxy that inspects TLS', () => {
  let network: ProxiedNetwork | undefined;
  let relays: Awaited<ReturnType<typeof startRelay>>[] = [];
  const workbench = useWorkbench({
    own: true,
    prepare: async (sandbox, directory) => {
      const { urls } = sandbox;
      network = await startProxiedNetwork({
        [sts]: urls.sts,
        [stsEurope]: urls.sts,
        [issuer]: urls.issuer,
        [api]: urls.api,
      });
      const [metadata, container] = await Promise.all([
        startRelay('127.0.0.2', urls.metadata),
        startRelay('127.0.0.2', urls.container),
      ]);
      relays = [metadata, container];
      const authority = path.join(directory, 'authority.pem');
      await writeFile(authority, network.authority);
      return {
        env: {
          // The store of this machine, as Node and VS Code read it, and what Node adds to it.
          SSL_CERT_FILE: authority,
          NODE_EXTRA_CA_CERTS: authority,
          AWS_ENDPOINT_URL_STS: '',
          AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/v1/credentials`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: path.join(directory, 'home', '.aws', 'container-token'),
        },
        settings: {
          'http.proxy': network.url,
          'assumable.issuerUrl': `https://${issuer}`,
          'assumable.apiUrl': `https://${api}`,
        },
      };
    },
  });
  afterAll(async () => {
    await Promise.all([network?.close(), ...relays.map((relay) => relay.close())]);
  });
  beforeEach(async () => {
    await workbench().identities.fold(false);
  });
  const asked = () => network?.asked ?? [];

  it('asks STS through the proxy, by our own call and by the providers', async () => {
    const window = workbench();
    await window.callers.row(`default: user/kim · ${accounts.aws}`).waitFor();
    await window.callers.row(/^deploy: assumed-role\/deploy\/kim-deploys/).waitFor();
    await window.screenshot('proxy-callers');
    expect(asked()).toContain(`CONNECT ${sts}:443`);
  });

  it('gets an answer from instance metadata, of which the proxy never hears', async () => {
    const window = workbench();
    await window.callers.row(/^Instance metadata: assumed-role\/AmazonSSM/).waitFor();
    await window.callers.row(/^instance: assumed-role\/ci-runner\//).waitFor();
    expect(asked().filter((line) => line.includes('127.0.0.2'))).toEqual([]);
  });

  it('gets an answer from the container endpoint, of which the proxy never hears', async () => {
    const window = workbench();
    await window.callers.row(/^Container endpoint: assumed-role\/ecs-pull\//).waitFor();
    expect(asked().filter((line) => line.includes('127.0.0.2'))).toEqual([]);
  });

  it('tests an identity through the proxy, from its credentials to the repositories', async () => {
    const window = workbench();
    await window.identities.fold(true);
    await window.identities.expand('platform');
    await window.identities.menu(/^ci-runner/, 'Test Identity As…');
    await window.palette.pick(/^ci-runner/);
    await window.tests.row('Repositories, done').waitFor();
    expect(asked()).toEqual(expect.arrayContaining([`CONNECT ${issuer}:443`, `CONNECT ${api}:443`]));
  });
});
