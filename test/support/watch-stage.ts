import { join } from 'node:path'
import { createGit } from '../../src/adapters/git/git.ts'
import { forgetChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import { startWatchingRemotes } from '../../src/pipeline/polling/watch-remotes.ts'
import { createRemote, git, tempFolder } from './git-repository.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from './pipeline-samples.ts'
import { makeDataFolder } from './store-samples.ts'

/** Shorter than the registry allows. */
export const everyMs = 40

/** A real remote, its checkout, a store, and a clock that can be put forward; nothing deploys what is queued. */
export function openWatchStage() {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(tempFolder())
  const store = stack.use(openStore(stack.use(makeDataFolder()).path))
  const remote = createRemote(folder.path)
  const checkout = remote.cloneTo(join(folder.path, 'shop'))
  const log = createMemoryLog()
  const asked: string[] = []
  const counted = { answered: 0, away: 0, polled: 0, lost: 0 }
  let snapshot: { readonly apps: readonly App[]; readonly generation: number } = { apps: [], generation: 1 }
  let aheadMs = 0
  const looks = (count: number) =>
    eventually(
      () => counted.answered,
      answered => answered >= count,
    )
  return {
    ...{ store, remote, checkout, log, asked, counted, folder: folder.path },
    app: (changes: Partial<App> = {}) => sampleApp('shop', { path: checkout, ...changes }),
    register(...apps: App[]) {
      snapshot = { apps, generation: snapshot.generation + 1 }
    },
    putForward(ms: number) {
      aheadMs += ms
    },
    start: (answerMs = 60_000) =>
      stack.use(
        startWatchingRemotes({
          ...{ store, log, clock: { ...realClock, monotonic: () => performance.now() + aheadMs } },
          git: countQuestions(folder.path, asked),
          metrics: {
            polled(result) {
              counted[result] += 1
            },
            foundTip(isMissed) {
              counted[isMissed ? 'lost' : 'polled'] += 1
            },
          },
          registry: () => snapshot,
          wake: () => undefined,
          random: () => 0.5,
          timing: { firstMs: 10, spreadMs: 0, answerMs, noticeMs: 20, soonMs: 20 },
        }),
      ),
    /** Waits until the remotes answered so many more times. */
    looks: (more = 2) => looks(counted.answered + more),
    /** Newest first. */
    queued: () => store.list({ limit: 20 }),
    /** Waits until so many deployments are there. */
    until: (count: number) =>
      eventually(
        () => store.list({ limit: 20 }),
        ({ length }) => length === count,
      ),
    /** What the worker would make of the oldest that waits. */
    end(commit: string, state: 'succeeded' | 'failed' | 'rolled_back' = 'succeeded') {
      const deployment = store.claim(Date.now())
      if (deployment === undefined) throw new Error('nothing is queued')
      store.patch(deployment.id, { commit, branch: 'main' })
      store.finish(deployment.id, state, Date.now(), { reason: 'so it went' })
    },
    /** Moves the branch to a commit that it was at before. */
    moveBack(commit: string) {
      git(remote.work, 'push', '--quiet', '--force', 'origin', `${commit}:refs/heads/main`)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type WatchStage = ReturnType<typeof openWatchStage>

/** Git that notes for which branches a remote was asked. */
function countQuestions(home: string, asked: string[]) {
  const environment = { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
  const processes = createProcesses(forgetChildren)
  const real = createGit({ processes, environment, knownHostsFile: join(home, 'known_hosts') })
  const remoteTips: typeof real.remoteTips = (checkout, branches, run) => {
    asked.push(branches.join(' '))
    return real.remoteTips(checkout, branches, run)
  }
  return { ...real, remoteTips }
}
