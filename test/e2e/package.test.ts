import { stat } from 'node:fs/promises';

import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

import { project } from '../host/node24';
import { vsix } from './openWorkbench';

const shipped = [
  /^(package\.json|package\.nls\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(webview\/)?[\w-]+\.js(\.LICENSE\.txt)?$/,
  /^dist\/(webview\/)?ThirdPartyNotices\.txt$/,
  /^media\/.+\.(svg|png|md|css|json)$/,
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

  it('stays below two megabytes', async () => {
    expect((await stat(vsix)).size).toBeLessThan(2_000_000);
  });
});
