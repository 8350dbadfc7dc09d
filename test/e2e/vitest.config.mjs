import path from 'node:path';

import { defineConfig } from 'vitest/config';

/**
 * Two files side by side, each by a process that keeps its VS Code and its Chromium for the next file: two cores are
 * busy then, and more would make each test wait for the others. The limits only end what would never end: on two busy
 * cores a step takes ten times as long as on an idle machine.
 */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    reporters: ['verbose'],
    globalSetup: 'test/e2e/setup.ts',
    testTimeout: 360_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 100 } },
  },
});
