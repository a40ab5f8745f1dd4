import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/drills/**'],
          environment: 'node',
          // Vitest would leave one core of two to itself; nearly all tests wait for nothing but the processor.
          maxWorkers: '100%',
          // Importing the same modules again for each of 300 files would take half of the time. So no test may leave
          // anything behind: what it starts it closes, and it changes no module.
          isolate: false,
          // Property tests take up to 4 s here; a busy machine needs several times as long.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'drills',
          include: ['test/drills/**/*.drill.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
