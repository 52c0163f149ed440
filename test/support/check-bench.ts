import { createCopies } from '../../src/adapters/copies/copies.ts'
import { createDeploymentLogs } from '../../src/adapters/deployment-log/deployment-logs.ts'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { createPreviewFolders } from '../../src/adapters/disk/preview-folders.ts'
import { createCheckBoxes } from '../../src/adapters/docker/check-boxes.ts'
import { createPreviewEngine } from '../../src/adapters/docker/preview-engine.ts'
import { forgetChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { parseCheckSpec } from '../../src/config/check-spec.ts'
import type { App } from '../../src/core/app.ts'
import type { PullRequest } from '../../src/core/delivery/meaning.ts'
import type { Report, StatusReport } from '../../src/core/report/report.ts'
import { type Checks, type ChecksPorts, startChecks } from '../../src/pipeline/checks/start-checks.ts'
import type { CheckRun } from '../../src/pipeline/ports/check-store.ts'
import type { StoredDelivery } from '../../src/pipeline/ports/listing-store.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { testApp } from './app-samples.ts'
import { buildTestImage } from './docker-images.ts'
import { minimalEnvironment } from './docker-project.ts'
import { realGit } from './git-app.ts'
import { createRemote, type Files, type GitRemote, git, tempFolder } from './git-repository.ts'
import { createMemoryLog, realClock } from './pipeline-samples.ts'
import { pullRequest } from './pull-request-samples.ts'

/** Checks of one app with a real repository, store and engine. What it starts is gone when it is disposed. */
export interface CheckBench extends AsyncDisposable {
  readonly app: App
  readonly store: Store
  readonly remote: GitRemote
  readonly checks: Checks
  readonly ports: ChecksPorts
  /** Statuses in the order in which the forge would hear of them. */
  readonly statuses: StatusReport[]
  /** Pushes the head of a pull request and tells of it; returns its commit. */
  pull(files: Files, change?: Partial<PullRequest>): Promise<string>
  /** The newest check once it has ended. */
  ended(): Promise<CheckRun>
  /** The newest check's log, line by line. */
  log(): Promise<string[]>
  /** Pulls, waits, and returns what came of it. */
  run(spec: string, files?: Files): Promise<CheckRun>
}

/** Opens it; nothing was pushed but `main`. */
export function openCheckBench(change: Partial<App> = {}, base: Files = { 'README.md': 'one\n' }): CheckBench {
  buildTestImage()
  const folder = tempFolder()
  const remote = createRemote(folder.path, base)
  const checks = { timeoutMs: 170_000, memoryBytes: 128e6, cpus: 1 }
  const path = remote.cloneTo(`${folder.path}/checkout`)
  const app = testApp({ name: 'shop', repository: 'acme/shop', path, branch: 'main', checks, ...change })
  const dataDir = `${folder.path}/data`
  const store = openStore(dataDir)
  const statuses: StatusReport[] = []
  const processes = createProcesses(forgetChildren)
  const ports: ChecksPorts = {
    store,
    git: realGit(folder.path).git,
    boxes: createCheckBoxes({ processes, environment: minimalEnvironment(), dataDir }),
    copies: createCopies(dataDir),
    disk: createDisk(),
    engine: createPreviewEngine({ processes, environment: minimalEnvironment() }),
    folders: createPreviewFolders(),
    logs: createDeploymentLogs(`${dataDir}/checks`, () => []),
    clock: realClock,
    log: createMemoryLog(),
    findApp: name => (name === app.name ? app : undefined),
    parseSpec: parseCheckSpec,
    report: (_app, _repository, report: Report) => void (report.kind === 'status' && statuses.push(report)),
    secrets: () => ['hush-hush'],
    publicUrl: () => 'https://redhook.example.org',
    whyForkRefused: async () => 'it comes from a fork',
  }
  const started = startChecks(ports)
  const newest = () => store.checks({ limit: 1 })[0]
  let received = 0
  const bench: CheckBench = {
    app,
    store,
    remote,
    checks: started,
    ports,
    statuses,
    async pull(files, pullChange = {}) {
      const commit = remote.push(files, { branch: 'feature', force: true })
      git(remote.bare, 'update-ref', 'refs/pull/12/head', commit)
      received += 1
      const meaning = pullRequest(commit, pullChange)
      await started.handlePullRequest({ receivedAt: received } as StoredDelivery, meaning, [app])
      return commit
    },
    async ended() {
      for (;;) {
        const check = newest()
        if (check !== undefined && check.state !== 'queued' && check.state !== 'running') return check
        await realClock.sleep(50)
      }
    },
    async log() {
      const { id = 0 } = newest() ?? {}
      const lines = started.door.readCheckLog(id, { signal: new AbortController().signal })
      return (await Array.fromAsync(lines ?? [])).map(({ text }) => text)
    },
    async run(spec, files = {}) {
      await bench.pull({ ...files, '.redhook.yml': spec })
      return bench.ended()
    },
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
  return bench
}
