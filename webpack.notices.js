const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { Compilation, sources } = require('webpack');

/** Licences of libraries that come without theirs: of the repository that they come from. */
const kept = { '@vscode/l10n': path.join(__dirname, 'licenses/vscode-l10n.txt') };

const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/**
 * Writes `ThirdPartyNotices.txt` beside a bundle: every library that is in one of its files, with its licence and its
 * NOTICE. A library without a licence text fails the build, unless another one in the bundle has the text of their
 * common repository.
 */
module.exports = class ThirdPartyNotices {
  apply(compiler) {
    const name = ThirdPartyNotices.name;
    compiler.hooks.thisCompilation.tap(name, (compilation) => {
      const stage = Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name, stage }, () => {
        const text = noticesOf(foldersIn(compilation).map(libraryIn));
        compilation.emitAsset('ThirdPartyNotices.txt', new sources.RawSource(text));
      });
    });
  }
};

/** The folders of the packages that the chunks of a compilation have modules of, each once. */
function foldersIn({ chunkGraph, modules }) {
  const bundled = [...modules].filter((module) => chunkGraph.getNumberOfModuleChunks(module) > 0);
  const single = bundled.flatMap((module) => [module, ...(module.modules ?? [])]);
  const folders = single.map((module) => packageFolder.exec(module.nameForCondition() ?? '')?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined);
}

function libraryIn(folder) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const texts = (form) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && form.test(entry.name))
      .map((entry) => read(path.join(folder, entry.name)));
  const own = texts(/^(?:licen[cs]es?|copying)(?:[.-]|$)/i);
  return {
    title: `${name} ${version} (${license})`,
    from: `${license} ${repository?.url ?? repository ?? name}`,
    licenses: own.length === 0 && Object.hasOwn(kept, name) ? [read(kept[name])] : own,
    notices: texts(/^notices?(?:\.|$)/i),
  };
}

function read(file) {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}

function noticesOf(libraries) {
  const common = new Map(
    libraries.filter(({ licenses }) => licenses.length > 0).map((one) => [one.from, one.licenses]),
  );
  const parts = libraries.map(({ title, from, licenses, notices }) => {
    const texts = licenses.length > 0 ? licenses : common.get(from);
    if (!texts) throw new Error(`This library is bundled and has no licence text: ${title}`);
    return [title, ...texts, ...notices].join('\n\n');
  });
  return [...new Set(parts)].sort().join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}
