import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

import { project } from '../host/node24';
import { vsix } from './openWorkbench';

const shipped = [
  /^(package\.json|package\.nls\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(webview\/)?[\w-]+\.js(\.LICENSE\.txt)?$/,
  /^dist\/(webview\/)?ThirdPartyNotices\.txt$/,
  /^media\/.+\.(svg|png|webp|md|css|json)$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
];

describe('the package', () => {
  it('holds what people need and nothing else', async () => {
    const files = await listFiles({ cwd: project, packageManager: PackageManager.None });
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/extension.js',
        'dist/ThirdPartyNotices.txt',
        'dist/webview/ThirdPartyNotices.txt',
      ]),
    );
    expect(files.filter((file) => !shipped.some((form) => form.test(file)))).toEqual([]);
  });

  it('stays below one megabyte without the pictures of README, which stay below one and a half', async () => {
    const folder = path.join(project, 'media/pictures');
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
    );
    const pictures = sizes.reduce((sum, size) => sum + size, 0);
    expect(pictures).toBeLessThan(1_500_000);
    expect((await stat(vsix)).size - pictures).toBeLessThan(1_000_000);
  });

  it('has every picture that README shows, and no other', async () => {
    const readme = await readFile(path.join(project, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/!\[[^\]]+\]\(media\/pictures\/([\w-]+\.webp)\)/g)].map(
      ([, name]) => name,
    );
    expect(shown).toHaveLength(4);
    expect((await readdir(path.join(project, 'media/pictures'))).sort()).toEqual(shown.sort());
  });
});
