import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/forms/*.test.ts'],
    environment: 'node',
    // It imports JSON in a way that Node no longer takes.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
