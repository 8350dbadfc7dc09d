import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from './sandbox';

async function main(): Promise<void> {
  const sandbox = await startSandbox({ large: process.argv.includes('--large'), federated: true });
  const home = await mkdtemp(join(tmpdir(), 'assumable-sandbox-'));
  await sandbox.writeHome(home);
  const { accessKeyId, secretAccessKey, sessionToken = '' } = sandbox.world.aws.samples.ciRunner;

  console.log('Servers');
  for (const [service, url] of Object.entries(sandbox.urls)) console.log(`  ${service.padEnd(10)} ${url}`);
  console.log(`\nFaults: POST or DELETE ${sandbox.urls.api}/_sandbox/faults with the header`);
  console.log(`  X-Sandbox-Key: ${sandbox.controlKey}`);
  console.log('\nEnvironment');
  for (const [name, value] of Object.entries(sandbox.env(home))) console.log(`  export ${name}='${value}'`);
  console.log('\nCredentials of the profile ci-runner');
  console.log(`  export AWS_ACCESS_KEY_ID='${accessKeyId}'`);
  console.log(`  export AWS_SECRET_ACCESS_KEY='${secretAccessKey}'`);
  console.log(`  export AWS_SESSION_TOKEN='${sessionToken}'`);
  console.log('\nCredentials of the container, instead');
  console.log(`  export AWS_CONTAINER_CREDENTIALS_FULL_URI='${sandbox.urls.container}/v1/credentials'`);
  console.log(`  export AWS_CONTAINER_AUTHORIZATION_TOKEN='${sandbox.containerToken}'`);
  console.log('\nIdentities');
  for (const [name, uid] of Object.entries(sandbox.world.identities))
    console.log(`  ${name.padEnd(15)} ${uid}`);
  console.log('\nVS Code settings');
  console.log(JSON.stringify(sandbox.settings(), null, 2).replace(/^/gm, '  '));
  console.log('\nTry it, as kim:');
  console.log(`  curl -s -H "Authorization: Bearer $(cat '${home}'/.cache/chainguard/*/oidc-token)" \\`);
  console.log(`    '${sandbox.urls.api}/iam/v2/identities?page_size=3'`);
  console.log('\nCtrl+C ends it.');

  const end = async () => {
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
