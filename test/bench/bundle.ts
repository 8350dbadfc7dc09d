import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '../host/node24';
import type { Figure } from './figure';

/** Text of heavy code that may not be in the start-up chunk, and the lazy chunk that it is in. */
const heavy = {
  'AWS SDK': { mark: 'amz-sdk-invocation-id', chunk: 'aws.js' },
  RE2: { mark: 'RE2JS', chunk: 're2js.js' },
  YAML: { mark: 'YAMLParseError', chunk: 'yaml.js' },
  Terraform: { mark: 'ephemeral', chunk: 'src_core_explainText_ts-src_documents_read_ts.js' },
  lint: { mark: 'aws-us-govcloud', chunk: 'src_core_lint_ts.js' },
  explain: { mark: 'This caller may not assume', chunk: 'src_core_explain_ts.js' },
};

/** Sizes of what ships; needs `npm run package` to have been run. */
export async function measureBundle(): Promise<Figure[]> {
  const dist = join(project, 'dist');
  const startup = await readFile(join(dist, 'extension.js'), 'utf8');
  const vsix = await stat(join(project, 'assumable-identities.vsix'));
  const inside = Object.entries(heavy).filter(([, { mark }]) => startup.includes(mark));
  const chunks = (await readdir(dist)).filter((name) => name.endsWith('.js') && name !== 'extension.js');
  const unmarked: string[] = [];
  for (const [name, { mark, chunk }] of Object.entries(heavy)) {
    const found = chunks.includes(chunk) && (await readFile(join(dist, chunk), 'utf8')).includes(mark);
    if (!found) unmarked.push(name);
  }
  const lazy = await Promise.all(
    chunks.map(async (name): Promise<Figure> => {
      const { size } = await stat(join(dist, name));
      return { what: `lazy chunk ${name}`, value: size / 1000, unit: 'KB', how: 'minified' };
    }),
  );
  return [
    { what: 'start-up chunk', value: startup.length / 1000, unit: 'KB', most: 120, how: 'minified' },
    {
      what: 'heavy libraries in the start-up chunk',
      value: inside.length,
      unit: '',
      most: 0,
      how: inside.map(([name]) => name).join(', ') || Object.keys(heavy).join(', '),
    },
    {
      what: 'heavy libraries whose mark is not in their lazy chunk',
      value: unmarked.length,
      unit: '',
      most: 0,
      how: unmarked.join(', ') || Object.keys(heavy).join(', '),
    },
    ...lazy,
    { what: 'VSIX', value: vsix.size / 1e6, unit: 'MB', most: 1, how: 'packaged' },
  ];
}
