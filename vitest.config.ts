import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const lvsdeploy = fileURLToPath(new URL('./src/index.ts', import.meta.url));

/** Tests that hold an outage against a bound: nothing else may be at work beside them. */
const timed = ['test/kernels/pair.test.ts', 'test/kernels/drill.test.ts'];

/** Tests that build programs on guests, by `npm run test:full` alone. */
const slow = 'test/kernels/slow/**/*.test.ts';

/** Keeps what the tests make the program throw, and looks at the end whether each message of the page was among it. */
const recorder = 'test/troubleshooting/record-errors.ts';
const heard = 'test/troubleshooting/heard.test.ts';

/** @param labs how many files, each with a lab of its own, are at work at a time: most of what a lab does is waiting. */
function onKernels(name: string, labs: number) {
  return {
    name,
    include: ['test/kernels/*.test.ts'],
    maxWorkers: labs,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  };
}

/** Projects by what they stand on: nothing, a real sshd on loopback, the lab's kernels, these alone, and for long. */
export default defineConfig({
  resolve: { alias: { lvsdeploy } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/kernels/**', heard],
          setupFiles: recorder,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: recorder,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'messages', include: [heard], sequence: { groupOrder: 1 } } },
      { extends: true, test: { ...onKernels('lab', 2), exclude: timed, sequence: { groupOrder: 2 } } },
      { extends: true, test: { ...onKernels('lab-timed', 1), include: timed, sequence: { groupOrder: 3 } } },
      {
        extends: true,
        test: { ...onKernels('slow', 1), include: [slow], testTimeout: 2_400_000, sequence: { groupOrder: 4 } },
      },
    ],
  },
});
