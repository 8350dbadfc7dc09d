import { defineConfig } from 'vitest/config';

/** The tests that a mutant has to get past. */
export default defineConfig({
  test: {
    include: ['test/unit/core/**/*.test.ts', 'test/unit/documents/**/*.test.ts'],
    environment: 'node',
  },
});
