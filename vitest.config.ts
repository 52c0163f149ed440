import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: 'node', restoreMocks: true, ...extra },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/{core,config,cli}/**/*.test.ts'], { testTimeout: 60_000 }),
      project('integration', ['test/{adapters,pipeline,http}/**/*.test.ts'], {
        testTimeout: 30_000,
        hookTimeout: 60_000,
      }),
      project('docker', ['test/docker/**/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 180_000,
        fileParallelism: false,
      }),
      project('e2e', ['test/e2e/**/*.test.ts'], { testTimeout: 180_000, hookTimeout: 300_000, maxWorkers: 4 }),
    ],
  },
})
