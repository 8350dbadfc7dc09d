import { rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import webpack, { type Configuration, type StatsCompilation, type StatsModule } from 'webpack';
import { project } from '../host/node24';
import { temporaryDirectory } from '../host/temporary';
import type { Figure } from './figure';

/** What may be loaded only when it is first used, by the names of its modules. */
const heavy: Readonly<Record<string, RegExp>> = {
  'AWS SDK': /\/node_modules\/@(aws-sdk|aws-crypto|smithy)\//,
  RE2: /\/node_modules\/re2js\//,
  YAML: /\/node_modules\/yaml\//,
  JSONC: /\/node_modules\/jsonc-parser\//,
  Terraform: /^\.\/src\/documents\/terraform\.ts$/,
  lint: /^\.\/src\/core\/lint\/lint\.ts$/,
  capabilities: /^\.\/src\/core\/token\/capabilityTable\.ts$/,
  explain: /^\.\/src\/core\/match\/explain\.ts$/,
  'table of access': /^\.\/src\/core\/access\/table\.ts$/,
};

/** A file that webpack made, and the modules in it. */
interface Chunk {
  readonly file: string;
  readonly isFirst: boolean;
  /** In KB, minified. */
  readonly size: number;
  readonly modules: readonly StatsModule[];
}

/** What the project's own webpack configuration makes, file by file; and the VSIX, which `npm run package` left. */
export async function measureBundle(): Promise<Figure[]> {
  const [extension = [], page = []] = await build();
  const vsix = await stat(join(project, 'assumable-identities.vsix'));
  const figures = [
    ...extension.map((chunk) => sizeOf(chunk, chunk.isFirst ? 'start-up chunk' : 'lazy chunk', 120)),
    heavyIn(extension, heavy),
    ...page.map((chunk) =>
      sizeOf(chunk, chunk.isFirst ? 'first chunk of the page' : 'later chunk of the page', 250),
    ),
    heavyIn(page, { RE2: /\/node_modules\/re2js\// }),
  ];
  return [...figures, { what: 'VSIX', value: vsix.size / 1e6, unit: 'MB', most: 1, how: 'packaged' }];
}

function sizeOf({ file, isFirst, size, modules }: Chunk, kind: string, most: number): Figure {
  return {
    what: `${kind} \`${file}\``,
    value: size,
    unit: 'KB',
    ...(isFirst && { most }),
    how: contentsOf(modules),
  };
}

/** The folders and libraries that most of a chunk comes from, with the KB of their sources. */
function contentsOf(modules: readonly StatsModule[]): string {
  const sizes = new Map<string, number>();
  for (const { name = '', size = 0 } of modules) {
    const from = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)|^\.\/(src\/(?:\w+\/){0,2})/.exec(name);
    const place = from?.[1] ?? from?.[2] ?? 'webpack';
    sizes.set(place, (sizes.get(place) ?? 0) + size / 1000);
  }
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 4);
  return largest.map(([place, size]) => `${place} ${size.toFixed(0)}`).join(', ');
}

/** How many libraries are in the first chunk; NaN, which is no count, if one is nowhere: its name has changed then. */
function heavyIn(chunks: readonly Chunk[], libraries: Readonly<Record<string, RegExp>>): Figure {
  const places = Object.entries(libraries).map(([library, name]) => ({
    library,
    in: chunks.filter(({ modules }) => modules.some((module) => name.test(module.name ?? ''))),
  }));
  const early = places.filter((place) => place.in.some(({ isFirst }) => isFirst));
  const first = chunks.find(({ isFirst }) => isFirst)?.file ?? '';
  return {
    what: `heavy code in \`${first}\``,
    value: places.every((place) => place.in.length > 0) ? early.length : NaN,
    unit: '',
    most: 0,
    how: places
      .map(
        ({ library, in: files }) =>
          `${library} is in ${files.map(({ file }) => file).join(', ') || 'no chunk'}`,
      )
      .join('; '),
  };
}

/** Builds what ships into a directory that is removed again; the chunks of each bundle, the largest first. */
async function build(): Promise<Chunk[][]> {
  const configure = createRequire(import.meta.url)('../../webpack.config.js') as (
    env: object,
    argv: { mode: string },
  ) => Configuration[];
  const directory = await temporaryDirectory();
  try {
    const configurations = configure({}, { mode: 'production' }).map((configuration) => ({
      ...configuration,
      output: { ...configuration.output, path: join(directory, configuration.name ?? '') },
    }));
    const stats = await new Promise<StatsCompilation[]>((resolve, reject) => {
      webpack(configurations, (error, made) => {
        if (error ?? made?.hasErrors()) reject(error ?? new Error(made?.toString()));
        else resolve((made?.stats ?? []).map((each) => each.toJson(told)));
      });
    });
    return stats.map(chunksOf);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Of the chunks every module, those too that come from webpack's cache or are put together in one. */
const told = {
  all: false,
  assets: true,
  chunks: true,
  chunkModules: true,
  dependentModules: true,
  nestedModules: true,
  cachedModules: true,
  ...Object.fromEntries(
    ['assetsSpace', 'chunkModulesSpace', 'nestedModulesSpace'].map((space) => [space, Infinity]),
  ),
};

function chunksOf({ assets = [], chunks = [] }: StatsCompilation): Chunk[] {
  const sizes = new Map(assets.map(({ name, size }) => [name, size / 1000]));
  return chunks
    .map(({ files, initial, modules = [] }) => ({
      file: files[0] ?? '',
      isFirst: initial,
      size: sizes.get(files[0] ?? '') ?? NaN,
      modules: modules.flatMap((module) => module.modules ?? [module]),
    }))
    .sort((a, b) => Number(b.isFirst) - Number(a.isFirst) || b.size - a.size);
}
