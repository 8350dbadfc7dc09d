import { defineConfig } from 'vitest/config';

/** What needs packages of its own, from their registries: minutes at the first run. */
export default defineConfig({
  test: {
    include: ['test/forms/compiled/*.test.ts'],
    environment: 'node',
    testTimeout: 900_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
