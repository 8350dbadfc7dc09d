const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { NormalModuleReplacementPlugin } = require('webpack');

/** The AWS SDK splits itself into some twenty pieces; loaded on first use, one file is quicker and plainer. */
const aws = {
  name: 'aws',
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

/** The icons' font and its style sheet, which a page links to: copied beside the pages as they are. */
const codiconFiles = ['@vscode/codicons/dist/codicon.css', '@vscode/codicons/dist/codicon.ttf'];
const codicons = {
  test: /[\\/]codicon\.(css|ttf)$/,
  type: 'asset/resource',
  generator: { filename: '[name][ext]' },
};

/** Instance metadata is asked without VS Code's proxy; src/net/directHttp.ts says why. */
const directMetadata = new NormalModuleReplacementPlugin(/^\.\/node-http$/, (resource) => {
  if (/[\\/]@smithy[\\/]credential-provider-imds[\\/]/.test(resource.context)) {
    resource.request = path.resolve(__dirname, 'src/net/directHttp.ts');
  }
});

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
    plugins: [directMetadata],
    externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha' },
    optimization: {
      chunkIds: 'named',
      minimize: mode === 'production' && name === 'extension',
      splitChunks: { cacheGroups: { aws, library } },
    },
  });

  const bundles = [forNode('extension', './src/extension.ts', 'dist', 'extension')];
  if (integration) {
    bundles.push(forNode('integration', './test/integration/index.ts', 'out/integration', 'index'));
  }
  if (pages.length > 0) {
    const web = bundle('webview', 'src/webview/tsconfig.json');
    bundles.push({
      ...web,
      target: 'web',
      module: { rules: [...web.module.rules, codicons] },
      entry: Object.fromEntries(
        pages.map((page) => [page, [`./src/webview/${page}/main.ts`, ...codiconFiles]]),
      ),
      output: { path: path.resolve(__dirname, 'dist/webview'), filename: '[name].js', clean: true },
    });
  }
  return bundles;
};
