import { commitOf, compact, type Fields, fieldsIn, isName, malformed, nameOf } from './fields.ts'
import { readPullRequest } from './gitea-pull-request.ts'
import { readWorkflowRun } from './github-checks.ts'
import { readRelease, readRepositoryChange, senderOf } from './github-events.ts'
import { readPush } from './github-push.ts'
import { identityOf, repositoryOf } from './github-repository.ts'
import type { Checks, Malformed, Package } from './meaning.ts'
import type { EventReaders, ReadEvent } from './parse-events.ts'

/** What Gitea and Forgejo send: nearly GitHub's payloads, under some events of their own. */
export const giteaReaders: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['push', readPush],
    ['pull_request', readPullRequest],
    ['pull_request_sync', readPullRequest],
    ['pull_request_label', readPullRequest],
    ['release', readRelease],
    ['workflow_run', readWorkflowRun],
    ['action_run_success', payload => readActionRun(payload, 'success')],
    ['action_run_recover', payload => readActionRun(payload, 'success')],
    ['action_run_failure', payload => readActionRun(payload, 'failure')],
    ['package', readPackage],
    ['repository', readRepositoryChange],
  ]),
  repositoryOf: payload => repositoryOf(payload) ?? identityOf(fieldsIn(payload.run).repository),
}

/** An image that was pushed to the forge's own registry. One that belongs to no repository leads to nothing. */
function readPackage(payload: Fields): Package | undefined {
  const { type, name, version, repository: linked } = fieldsIn(payload.package)
  const repository = repositoryOf(payload) ?? identityOf(linked)
  if (payload.action !== 'created' || type !== 'container' || repository === undefined || !isName(name))
    return undefined
  return compact({ kind: 'package' as const, repository, name, tag: nameOf(version), sender: senderOf(payload) })
}

/** A run of Forgejo Actions, named by the file of its workflow. */
function readActionRun({ run }: Fields, result: Checks['result']): Checks | Malformed {
  const fields = fieldsIn(run)
  const repository = identityOf(fields.repository)
  if (repository === undefined) return malformed('run.repository.full_name is missing or not owner/name')
  const commit = commitOf(fields.commit_sha)
  if (commit === undefined) return malformed('run.commit_sha is missing or not a commit')
  return compact({
    kind: 'checks' as const,
    repository,
    name: nameOf(fields.workflow_id),
    commit,
    branch: nameOf(fields.prettyref),
    result,
    isOwnPush: fields.event === 'push' && fields.is_fork_pull_request === false,
    sender: nameOf(fieldsIn(fields.trigger_user).login),
  })
}
