import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The tests that a mutant has to get past: those of access, explain, lint, pattern and suggest. */
export default defineConfig({
  resolve: {
    alias: { 'fast-check': fileURLToPath(new URL('test/mutation/fewRuns.mjs', import.meta.url)) },
  },
  test: {
    include: [
      'test/unit/core/{access,lint,match,pattern}/*.test.ts',
      'test/unit/documents/definitions.test.ts',
    ],
    environment: 'node',
    isolate: false,
    // For what waits for ever; the instrumented code is slow.
    testTimeout: 60_000,
  },
});
