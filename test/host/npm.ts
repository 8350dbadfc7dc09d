import { node24 } from './node24';

/** How to call npm: the one that runs the script that this is part of, else the one on PATH. */
export async function npmCommand(): Promise<[command: string, before: string[]]> {
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('npm-cli.js') === true ? [await node24(), [cli]] : ['npm', []];
}
