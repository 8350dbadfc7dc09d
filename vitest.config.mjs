import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { 'fast-check': fileURLToPath(new URL('test/unit/fastCheck.mjs', import.meta.url)) },
  },
  test: {
    include: ['test/unit/**/*.test.ts', 'test/forms/*.test.ts', 'test/hostile/*.test.ts'],
    environment: 'node',
    // One process reads what the files import once. A test puts back what it changes of the process.
    isolate: false,
    // For what waits for ever; not figures: the machine may have more to do.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // It imports JSON in a way that Node no longer takes.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
