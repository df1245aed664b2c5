import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They put other modules in the place of ours: nobody else may see that. */
const BREAKING = ['test/simulator/broken.test.ts'];

/** The longest: one of them that began last would run on alone. */
const LONG = [
  ...BREAKING,
  'test/faults/kill.test.ts',
  'test/faults/real-stores.test.ts',
  'test/e2e/newcomer.test.ts',
  'test/proofs/processes/batch.test.ts',
  'test/proofs/processes/once.test.ts',
  'test/corpora/together.test.ts',
  'test/simulator/simulator.test.ts',
  'test/codegen/emit/typescript.test.ts',
];
const isLong = ({ moduleId }: TestSpecification) => LONG.some((file) => moduleId.endsWith(file));

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** The large sizes (`test/sizes.ts`) take longer than five minutes. */
const { NIGHTLY, FAULTS } = process.env;
const MOST_MS = NIGHTLY === '1' || FAULTS === 'all' ? 7_200_000 : 300_000;

export default defineConfig({
  resolve: { conditions: ['toolwright-source'] },
  ssr: { resolve: { conditions: ['toolwright-source'] } },
  test: {
    // As many as there are cores on the smallest machine; left to itself one of two would idle.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
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
    // For what hangs: how long a test takes is the machine's.
    testTimeout: MOST_MS,
    hookTimeout: MOST_MS,
  },
});
