/** Mutation testing of the domain's heart: `npm run mutate`. Slow, so no part of `npm test`. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.mjs', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/wording.mjs'],
  ignorers: ['wording'],
  mutate: ['src/core/{access/*,lint/*,match/*,pattern/*}.ts'],
  ignorePatterns: ['.vscode-test', 'dist', 'out', 'media'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 5_000,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { logTests: false, allowColor: false },
  jsonReporter: { fileName: 'artifacts/mutation.json' },
  tempDirName: 'artifacts/stryker',
  thresholds: { high: 90, low: 85, break: 85 },
};
