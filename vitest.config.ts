import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'worker/**/*.test.ts',
      'images/**/*.test.ts',
      'app/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // Many times what a test takes on a machine that does nothing else.
    testTimeout: process.env.SNOWGLOBE_SOAK === undefined ? 180_000 : 30 * 60_000,
    hookTimeout: 180_000,
    // Machines are heavy and the machines that run the tests are small.
    maxWorkers: 2,
  },
});
