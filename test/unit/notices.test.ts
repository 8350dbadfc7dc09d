import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import webpack, { type WebpackPluginInstance } from 'webpack';

const ThirdPartyNotices = createRequire(import.meta.url)(
  '../../webpack.notices.js',
) as new () => WebpackPluginInstance;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notices-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a library that the bundle may import, with these other files. */
async function library(name: string, files: Record<string, string>, manifest: object = {}) {
  const at = join(folder, 'node_modules', name);
  await mkdir(at, { recursive: true });
  const all = {
    'package.json': JSON.stringify({
      name,
      version: '1.2.3',
      license: 'MIT',
      sideEffects: false,
      ...manifest,
    }),
    'index.mjs': `export const value = process.argv.concat(${JSON.stringify(name)});`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) await writeFile(join(at, file), text);
}

/** Bundles a program that imports these libraries, and gives its notices. */
async function noticesOf(source: string): Promise<string> {
  await writeFile(join(folder, 'main.mjs'), source);
  await new Promise<void>((resolve, reject) => {
    const output = { path: join(folder, 'dist') };
    webpack(
      {
        mode: 'production',
        context: folder,
        entry: './main.mjs',
        output,
        plugins: [new ThirdPartyNotices()],
      },
      (error, stats) => {
        if (error ?? stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
        else resolve();
      },
    );
  });
  return readFile(join(folder, 'dist', 'ThirdPartyNotices.txt'), 'utf8');
}
const uses = (name: string, as = 'one') =>
  `import { value as ${as} } from '${name}/index.mjs'; console.log(${as});`;

it('has the licence and the notice of every library in the bundle, and of no other', async () => {
  await library('@a/one', { LICENSE: 'Copyright A\r\n', 'NOTICE.txt': 'Thanks to Z' });
  await library('two', { 'licence.md': 'Copyright B' });
  await library('unused', { LICENSE: 'Copyright C' });
  const text = await noticesOf(
    `${uses('two', 'two')} ${uses('@a/one')} import { value as other } from 'unused/index.mjs';`,
  );
  const line = '-'.repeat(80);
  expect(text).toBe(
    `@a/one 1.2.3 (MIT)\n\nCopyright A\n\nThanks to Z\n\n${line}\n\ntwo 1.2.3 (MIT)\n\nCopyright B\n`,
  );
});

it('has the text of the common repository for a library without one', async () => {
  const repository = { url: 'git+https://example.org/both.git' };
  await library('one', { LICENSE: 'Copyright both' }, { repository });
  await library('two', {}, { repository });
  const text = await noticesOf(`${uses('one')} ${uses('two', 'two')}`);
  expect(text).toContain('two 1.2.3 (MIT)\n\nCopyright both\n');
});

it('fails the build for a library without a licence text', async () => {
  await library('bare', { 'README.md': 'MIT' });
  await expect(noticesOf(uses('bare'))).rejects.toThrow('has no licence text: bare 1.2.3 (MIT)');
});
