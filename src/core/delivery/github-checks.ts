import { commitOf, compact, type Fields, fieldsIn, idOf, listOf, malformed, nameOf } from './fields.ts'
import { identityOf, repositoryOf, whyNoRepository } from './github-repository.ts'
import type { Checks, Malformed } from './meaning.ts'

const failures: ReadonlySet<unknown> = new Set(['failure', 'timed_out', 'startup_failure'])

/** A workflow run that ended. */
export function readWorkflowRun(payload: Fields): Checks | Malformed | undefined {
  if (payload.action !== 'completed') return undefined
  const run = fieldsIn(payload.workflow_run)
  const isOwn = run.event === 'push' && isOwnRepository(payload, run.head_repository)
  return checksOf(payload, run, nameOf(run.name, fieldsIn(payload.workflow).name), isOwn)
}

/** A check suite that ended. */
export function readCheckSuite(payload: Fields): Checks | Malformed | undefined {
  if (payload.action !== 'completed') return undefined
  const suite = fieldsIn(payload.check_suite)
  return checksOf(payload, suite, nameOf(fieldsIn(suite.app).name), isOwnSuite(payload, suite))
}

/**
 * A suite does not say what it ran for. One for a fork has no branch, and every pull request that it names must come from this repository;
 * but those of GitHub's own Actions name a fork's branch too, and say nothing else: only their workflow runs can be believed.
 */
function isOwnSuite(payload: Fields, suite: Fields): boolean {
  if (nameOf(suite.head_branch) === undefined || fieldsIn(suite.app).slug === 'github-actions') return false
  if ('head_repository' in suite && !isOwnRepository(payload, suite.head_repository)) return false
  const id = repositoryOf(payload)?.id
  return id !== undefined && listOf(suite.pull_requests).every(({ head }) => String(fieldsIn(head, 'repo').id) === id)
}

function isOwnRepository(payload: Fields, head: unknown): boolean {
  const id = repositoryOf(payload)?.id
  return id !== undefined && identityOf(head)?.id === id
}

function checksOf(payload: Fields, run: Fields, name: string | undefined, isOwnPush: boolean): Checks | Malformed {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(whyNoRepository(payload))
  const commit = commitOf(run.head_sha)
  if (commit === undefined) return malformed('head_sha is missing or not a commit')
  return compact({
    kind: 'checks' as const,
    repository,
    name,
    appIds: appIdsOf(fieldsIn(run.app)),
    commit,
    branch: nameOf(run.head_branch),
    result: resultOf(run.conclusion),
    isOwnPush,
    sender: nameOf(fieldsIn(run.actor).login, fieldsIn(payload.sender).login),
  })
}

function appIdsOf({ id, client_id: clientId }: Fields): string[] | undefined {
  const ids = [idOf(id), idOf(clientId)].filter(one => one !== undefined)
  return ids.length === 0 ? undefined : ids
}

function resultOf(conclusion: unknown): Checks['result'] {
  if (conclusion === 'success') return 'success'
  return failures.has(conclusion) ? 'failure' : 'other'
}
