import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/forms/*.test.ts'],
    environment: 'node',
    // For a test that waits for ever; not a figure: the machine may have more to do.
    testTimeout: 60_000,
    // It imports JSON in a way that Node no longer takes.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
