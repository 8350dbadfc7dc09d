import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import manifest from '../../package.json';
import lock from '../host/code-server/oldest/package-lock.json';
import oldest from '../host/code-server/oldest/package.json';
import { project } from '../host/node24';

const read = (file: string) => readFileSync(path.join(project, file), 'utf8');

/** `engines.vscode` is the one place that says it; everything else has to agree. */
const floor = /^\^(1\.(\d+)\.0)$/.exec(manifest.engines.vscode);

describe('the oldest VS Code', () => {
  it('promises the VS Code whose types are compiled against, in which the tests run, and that people read of', () => {
    const [, version, minor] = floor ?? [];
    expect(manifest.devDependencies['@types/vscode']).toBe(version);
    // code-server 4.N is VS Code 1.N.
    expect(oldest.dependencies['code-server'].split('.').slice(0, 2)).toEqual(['4', minor]);
    expect(lock.packages['node_modules/code-server'].version).toBe(oldest.dependencies['code-server']);
    expect(read('README.md')).toContain(`VS Code (1.${String(minor)} or newer)`);
  });

  it('compiles for the Node of that VS Code, against its types, and tests on it', () => {
    const node = lock.packages['node_modules/code-server'].engines.node;
    expect(read('webpack.config.js')).toContain(`target: 'node${node}'`);
    expect(manifest.devDependencies['@types/node'].split('.')[0]).toBe(node);
    for (const [name, version] of Object.entries(oldest.optionalDependencies))
      expect(version.split('.')[0], name).toBe(node);
  });
});
