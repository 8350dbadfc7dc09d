const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { NormalModuleReplacementPlugin } = require('webpack');
const ThirdPartyNotices = require('./webpack.notices.js');

/** The AWS SDK splits itself into some twenty pieces; loaded on first use, one file is quicker and plainer. */
const sdk = {
  name: 'aws-sdk',
  chunks: 'async',
  enforce: true,
  priority: 2,
  test: /[\\/]node_modules[\\/](@aws-sdk|@aws-crypto|@aws|@smithy)[\\/]/,
};

/** Every other library that is loaded on first use gets a file of its own, named after it. */
const packageName = /.*[\\/]node_modules[\\/](@[^\\/]+[\\/][^\\/]+|[^\\/]+)/;
const library = {
  name: (module) => packageName.exec(module.nameForCondition())[1].replace(/[\\/]/, '-'),
  chunks: 'async',
  enforce: true,
  priority: 1,
  test: packageName,
};

/** So does each folder of ours, such as core-lint; a module in it runs only when it is imported. */
const folderName = /[\\/]src[\\/]((?:\w+[\\/])+)/;
const folder = {
  name: (module) => folderName.exec(module.nameForCondition())[1].slice(0, -1).replace(/[\\/]/g, '-'),
  chunks: 'async',
  enforce: true,
  test: folderName,
};

/** Icons and styles stand as texts in the scripts that use them. */
const texts = { test: /\.(svg|css)$/, type: 'asset/source' };

/** Instance metadata and containers are asked without VS Code's proxy; src/net/directHttp.ts says why. */
const direct = [
  { of: /[\\/]@smithy[\\/]credential-provider-imds[\\/]/, module: /^\.\/node-http$/ },
  { of: /[\\/]@aws-sdk[\\/]credential-provider-http[\\/]/, module: /^@smithy\/node-http-handler$/ },
].map(
  ({ of, module }) =>
    new NormalModuleReplacementPlugin(module, (resource) => {
      if (of.test(resource.context)) resource.request = path.resolve(__dirname, 'src/net/directHttp.ts');
    }),
);

/**
 * What ships: the extension, and its pages (one per folder of src/webview that has a main.ts). With
 * `--env integration` also the integration suite, which runs inside the extension host. Run with
 * --fail-on-warnings: a "critical dependency" that webpack could not follow is an error here.
 */
module.exports = ({ integration = false }, { mode = 'development' }) => {
  const pagesFolder = path.resolve(__dirname, 'src/webview');
  const pages = (existsSync(pagesFolder) ? readdirSync(pagesFolder) : []).filter((page) =>
    existsSync(path.join(pagesFolder, page, 'main.ts')),
  );

  const bundle = (name, configFile) => ({
    name,
    mode,
    context: __dirname,
    devtool: mode === 'production' ? false : 'source-map',
    resolve: { extensions: ['.ts', '.js', '.json'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'ts-loader',
          options: { configFile, transpileOnly: true, instance: name, compilerOptions: { noEmit: false } },
        },
        texts,
      ],
    },
    performance: false,
    stats: 'errors-warnings',
    infrastructureLogging: { level: 'error' },
    cache: {
      type: 'filesystem',
      name: `${name}-${mode}`,
      buildDependencies: { config: [path.join(__dirname, 'webpack.config.js')] },
    },
  });

  const forNode = (name, entry, outputFolder, filename) => ({
    ...bundle(name, 'tsconfig.json'),
    target: 'node22',
    entry: { [filename]: entry },
    output: {
      path: path.resolve(__dirname, outputFolder),
      filename: '[name].js',
      // What `import()` loads later keeps a name that says what is in it.
      chunkFilename: '[name].js',
      library: { type: 'commonjs2' },
      clean: { keep: 'webview' },
    },
    plugins: name === 'extension' ? [...direct, new ThirdPartyNotices()] : direct,
    externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha' },
    optimization: {
      chunkIds: 'named',
      minimize: mode === 'production' && name === 'extension',
      splitChunks: { cacheGroups: { sdk, library, folder } },
    },
  });

  const bundles = [forNode('extension', './src/extension.ts', 'dist', 'extension')];
  if (integration) {
    bundles.push(forNode('integration', './test/integration/index.ts', 'out/integration', 'index'));
  }
  if (pages.length > 0) {
    bundles.push({
      ...bundle('webview', 'src/webview/tsconfig.json'),
      target: ['web', 'es2022'],
      // Modules find their later pieces beside themselves, and those carry the nonce of the script that asks.
      experiments: { outputModule: true },
      entry: Object.fromEntries(pages.map((page) => [page, `./src/webview/${page}/main.ts`])),
      output: {
        path: path.resolve(__dirname, 'dist/webview'),
        filename: '[name].js',
        chunkFilename: '[name].js',
        module: true,
        clean: true,
      },
      optimization: { splitChunks: false },
      plugins: [new ThirdPartyNotices()],
    });
  }
  return bundles;
};
