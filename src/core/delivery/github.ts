import { headerOf } from './delivery-headers.ts'
import { readCheckSuite, readWorkflowRun } from './github-checks.ts'
import {
  readInstallation,
  readInstallationRepositories,
  readPackage,
  readPing,
  readRelease,
  readRepositoryChange,
} from './github-events.ts'
import { readPullRequest } from './github-pull-request.ts'
import { pushMembers, readPush } from './github-push.ts'
import { identityMembers, repositoryOf } from './github-repository.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import { createPickMembers } from './pick-members.ts'
import type { Provider } from './provider.ts'
import { signedBy } from './signature.ts'

const events: ReadonlyMap<string, ReadEvent> = new Map<string, ReadEvent>([
  ['push', readPush],
  ['ping', readPing],
  ['pull_request', readPullRequest],
  ['release', readRelease],
  ['workflow_run', readWorkflowRun],
  ['check_suite', readCheckSuite],
  ['package', readPackage],
  ['registry_package', readPackage],
  ['repository', readRepositoryChange],
  ['installation', readInstallation],
  ['installation_repositories', readInstallationRepositories],
])
const readers: EventReaders = { events, repositoryOf }

const pickPush = createPickMembers(pushMembers)
const pickRepository = createPickMembers({ repository: identityMembers })

/** GitHub, and GitHub Enterprise: which of them, the addresses in the payload tell. */
export const github: Provider = {
  name: 'github',
  signedBy: ({ headers, body }, secrets) => signedBy(body, headerOf(headers, 'x-hub-signature-256'), secrets),
  eventOf: headers => headerOf(headers, 'x-github-event') || undefined,
  idOf: headers => headerOf(headers, 'x-github-delivery'),
  headers: [
    'x-github-delivery',
    'x-github-enterprise-host',
    'x-github-event',
    'x-github-hook-id',
    'x-github-hook-installation-target-id',
    'x-github-hook-installation-target-type',
  ],
  pick(headers) {
    const event = headerOf(headers, 'x-github-event')
    if (event === 'push') return pickPush
    return event === undefined || events.has(event) ? undefined : pickRepository
  },
  parse: (event, payload) => parseEvent(readers, event, payload),
}
