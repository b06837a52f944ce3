import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // The pure core: whatever it holds can be tried.
    coverage: {
      include: ['src/domain/**', 'src/otlp/**'],
      thresholds: { 100: true },
    },
  },
})
