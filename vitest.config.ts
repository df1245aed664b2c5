import { defineConfig } from 'vitest/config';

/** They put other modules in the place of ours: nobody else may see that. */
const BREAKING = ['test/simulator/broken.test.ts'];

export default defineConfig({
  resolve: { conditions: ['toolwright-source'] },
  ssr: { resolve: { conditions: ['toolwright-source'] } },
  test: {
    // As many as there are cores on the smallest machine; left to itself one of two would idle.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['test/golden/**', ...BREAKING],
          // Loading everything anew for each file was a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'breaking', include: BREAKING } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
