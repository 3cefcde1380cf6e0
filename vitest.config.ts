import { defineConfig } from 'vitest/config';

const areas = [
  'common',
  'missions',
  'video',
  'detector',
  'station',
  'server',
  'electron',
  'renderer',
  'samples',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [...areas.map((area) => `${area}/**/*.test.{ts,tsx}`), 'tests/architecture/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'station',
          include: ['tests/station/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file starts a whole station with real processes; two cores serve one at a time, and nothing beside it.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
