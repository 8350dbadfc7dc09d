import path from 'node:path';

import { defineConfig } from 'vitest/config';

/** One file at a time: each has a VS Code and a Chromium of its own, and the figures below are for two cores. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    reporters: ['verbose'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
