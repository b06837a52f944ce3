import { defineConfig } from 'vitest/config'

/** `npm run test:faults`: the built program under faults. FAULTS=all tries every byte, and takes a quarter of an hour. */
export default defineConfig({
  test: {
    include: ['test/faults/*.fault.ts'],
    globalSetup: 'test/faults/support/report.ts',
    testTimeout: process.env.FAULTS === 'all' ? 3_600_000 : 60_000,
    maxWorkers: 2,
  },
})
