import path from 'node:path'
import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], extra: object) => ({
  test: { name, include, environment: 'node', restoreMocks: true, ...extra },
})

// Groups run one after another: the engine's tests have the machine to themselves. Those of e2e mostly wait.
const alone = (groupOrder: number) => ({ sequence: { groupOrder } })
const minutes = (count: number) => count * 60_000

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    projects: [
      project('unit', ['test/{core,config,cli}/**/*.test.ts'], { testTimeout: minutes(1) }),
      project('integration', ['test/{adapters,pipeline,http,examples}/**/*.test.ts'], {
        testTimeout: minutes(1),
        hookTimeout: minutes(2),
      }),
      project('docker', ['test/docker/**/*.test.ts'], {
        testTimeout: minutes(3),
        hookTimeout: minutes(3),
        maxWorkers: 3,
        ...alone(1),
      }),
      project('browser', ['test/browser/**/*.test.ts'], {
        testTimeout: minutes(2),
        hookTimeout: minutes(2),
        maxWorkers: 1,
        ...alone(3),
      }),
      project('e2e', ['test/e2e/**/*.test.ts'], {
        testTimeout: minutes(5),
        hookTimeout: minutes(5),
        maxWorkers: 5,
        ...alone(2),
      }),
    ],
  },
})
