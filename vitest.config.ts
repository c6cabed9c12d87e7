import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // One worker fewer than cores is the default, which on two cores is one.
    maxWorkers: '100%',
  },
});
