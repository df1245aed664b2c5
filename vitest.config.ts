import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['toolwright-source'] },
  ssr: { resolve: { conditions: ['toolwright-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/golden/**', 'node_modules/**'],
    // As many as there are cores on the smallest machine; left to itself one of two would idle.
    maxWorkers: 2,
    // No test changes what another sees; loading everything anew for each file was a third of the time.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
