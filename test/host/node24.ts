import { existsSync } from 'node:fs';
import path from 'node:path';

import { run } from './run';

/** The root of the checkout. */
export const project = path.resolve(import.meta.dirname, '../..');

/**
 * The path of a Node that the VS Code server can run on (24 or newer): the one that runs this, which every npm
 * script gets from the project's optional dependencies, or else the one in those dependencies.
 * Throws where neither is there.
 */
export async function node24(): Promise<string> {
  for (const candidate of [process.execPath, nodeIn(project)]) {
    if (!existsSync(candidate)) continue;
    const { code, output } = await run(candidate, ['--version'], { seconds: 20 });
    if (code === 0 && Number(/^v(\d+)/.exec(output.trim())?.[1]) >= 24) return candidate;
  }
  throw new Error(
    'The VS Code server needs Node 24 or newer. npm installs one with the optional dependencies: ' +
      'run `npm ci` (without --omit=optional) and start through an npm script, or use Node 24 yourself. ' +
      `This is Node ${process.version}.`,
  );
}

/** Where npm puts the Node that is among the packages of `folder`. */
export function nodeIn(folder: string): string {
  return path.join(folder, 'node_modules/.bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
