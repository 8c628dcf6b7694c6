import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const lvsdeploy = fileURLToPath(new URL('./src/index.ts', import.meta.url));

/** Three projects by what they stand on: nothing, a real sshd on loopback, the lab's kernels. */
export default defineConfig({
  resolve: { alias: { lvsdeploy } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/integration/**', 'test/kernels/**'] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/kernels/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
