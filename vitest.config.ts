import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that start processes, and keep an eye on them, have a world of their own for each file. */
const APART = ['test/e2e/**/*.test.ts', 'test/integration/**/*.test.ts'];
const EXCLUDED = [...configDefaults.exclude, 'test/browser/**', 'test/faults/**'];

export default defineConfig({
  test: {
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // Tests wait for processes, timers and disks now and then: one more than there are processors keeps these busy.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { extends: true, test: { name: 'apart', include: APART, exclude: EXCLUDED } },
      {
        extends: true,
        // The others share their modules: loading those again for each file takes as long as the tests.
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...EXCLUDED, ...APART], isolate: false },
      },
    ],
  },
});
