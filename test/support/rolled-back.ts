import { expect } from 'vitest'
import { containersOf, type LiveApp } from './live-app.ts'
import { sampleApp } from './sample-app.ts'
import { type DeploymentJson, served, serves } from './sandbox.ts'

/** Where an app is before a bad version comes: what it serves, the commit of its checkout, and its containers. */
export interface Good {
  readonly page: string
  readonly commit: string
  readonly containers: readonly string[]
}

export async function goodNow({ port, repository, project }: LiveApp): Promise<Good> {
  return {
    page: await served(port),
    commit: repository.inCheckout('rev-parse', 'HEAD'),
    containers: containersOf(project),
  }
}

/** What every rollback promises: the page of before, its files with the branch checked out, and a record that says so. */
export async function expectRolledBack(
  { port, repository }: LiveApp,
  failed: DeploymentJson,
  { page, commit }: Good,
): Promise<void> {
  expect(failed, JSON.stringify(failed.error)).toMatchObject({
    status: 'rolled_back',
    reason: expect.stringMatching(/; the version of deployment \d+ \([0-9a-f]{10}\) runs again$/),
    error: { hint: expect.stringContaining("The app's .env and its data are as this deployment left them.") },
    version: { commit },
  })
  expect(failed.steps.at(-1)).toMatchObject({ name: 'rollback', result: 'done' })
  await serves(port, page)
  expectFilesOf(repository, commit)
}

/** The checkout is at the commit, its branch checked out and nothing changed. */
export function expectFilesOf(repository: LiveApp['repository'], commit: string): void {
  expect(repository.inCheckout('rev-parse', 'HEAD')).toBe(commit)
  expect(repository.inCheckout('symbolic-ref', '--short', 'HEAD')).toBe('main')
  expect(repository.inCheckout('status', '--porcelain', '--untracked-files=no')).toBe('')
}

/** What every failure must leave possible: the next good push goes through and is live. */
export async function heals(
  { server, repository, port }: Pick<LiveApp, 'server' | 'repository' | 'port'>,
  page: string,
): Promise<void> {
  const good = await server.deploy(repository, sampleApp(port, page))
  expect(good, JSON.stringify(good.error)).toMatchObject({ status: 'succeeded' })
  await serves(port, page)
}
