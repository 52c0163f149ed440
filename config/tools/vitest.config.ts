import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { SlowFirst } from './slow-first.ts'

/** How long something may take to come about: a wait ends as soon as it has, so that this costs nothing but where it never does. */
const expectation = { poll: { timeout: 30_000 } }

const project = (name: string, include: string[], extra: object) => ({
  test: { name, include, environment: 'node', restoreMocks: true, isolate: false, expect: expectation, ...extra },
})

// Two groups, one after the other: what works and what mostly waits. All of a group share its workers, which go from file to file: a new
// one for each would cost more than many a file.
const first = { maxWorkers: 3, sequence: { groupOrder: 1 } }
const then = { maxWorkers: 4, sequence: { groupOrder: 2 } }
const minutes = (count: number) => count * 60_000

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      project('unit', ['test/{core,config,cli}/**/*.test.ts'], { testTimeout: minutes(1), ...first }),
      project('integration', ['test/{adapters,pipeline,http,examples}/**/*.test.ts'], {
        testTimeout: minutes(1),
        hookTimeout: minutes(2),
        ...first,
      }),
      project('docker', ['test/docker/**/*.test.ts'], {
        testTimeout: minutes(3),
        hookTimeout: minutes(3),
        ...first,
      }),
      project('e2e', ['test/e2e/**/*.test.ts'], {
        testTimeout: minutes(5),
        hookTimeout: minutes(5),
        ...then,
      }),
      // In a process of its own, which grows large: each child that is started costs the more the larger its parent.
      project('browser', ['test/browser/**/*.test.ts'], {
        isolate: true,
        testTimeout: minutes(3),
        hookTimeout: minutes(3),
        ...then,
      }),
    ],
  },
})
