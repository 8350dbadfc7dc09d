import path from 'node:path';

import { defineConfig } from 'vitest/config';

/**
 * One file at a time: each has a VS Code and a Chromium of its own. The limits only end what would never end: on two
 * busy cores a step takes ten times as long as on an idle machine.
 */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    reporters: ['verbose'],
    globalSetup: 'test/e2e/setup.ts',
    testTimeout: 360_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 100 } },
  },
});
