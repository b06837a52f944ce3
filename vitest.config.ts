import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Most of them wait for other programs: on two processors, one file at a time would take nearly twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The pure core: whatever it holds can be tried.
    coverage: {
      include: ['src/domain/**', 'src/otlp/**'],
      thresholds: { 100: true },
    },
  },
})
