import { defineConfig } from 'vitest/config';

/** Real faults on real processes and files. Takes long and wants a quiet machine, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
