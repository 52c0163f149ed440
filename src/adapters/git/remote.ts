import { createRedact } from '../../core/redact.ts'
import type { Checkout, Git, GitRun } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { gitFailure } from './failure.ts'
import { gitFolders, readRef } from './git-files.ts'
import { parseRemoteRefs, parseSymref } from './parse.ts'
import { isRefName } from './ref-name.ts'
import type { Remote, Speaker } from './speaker.ts'

type RemoteCalls = Pick<Git, 'defaultBranch' | 'remoteTips' | 'remoteUrl' | 'fetchBranch' | 'fetchObjects' | 'fetchRef'>

const withoutCredentials = createRedact([])

/** What is asked of the remote. */
export function createRemoteCalls(speaker: Speaker, hasCommit: Git['hasCommit']): RemoteCalls {
  const asking = (what: string, remote: Remote, run: GitRun = {}) => ({
    ...run,
    what: `${what} ${withoutCredentials(remote.url)} failed`,
    code: 'FETCH_FAILED' as const,
    isLocalRemote: remote.protocol === 'file',
  })

  /** The objects of the first of these refs that the remote has. */
  const bring = async (checkout: Checkout, refs: readonly string[], run: GitRun): Promise<string | undefined> => {
    const remote = await speaker.remote(checkout)
    const at = await speaker.atRemote(checkout, remote)
    const named = refs.flatMap(ref => [ref, peeled(ref)])
    const { stdout } = await speaker.ask(argv.remoteRefs(at, remote.name, named), asking('Asking', remote, run))
    const listed = parseRemoteRefs(stdout)
    const ref = refs.find(name => listed.has(name))
    if (ref === undefined) return undefined
    const tip = listed.get(peeled(ref)) ?? listed.get(ref)
    if (tip === undefined || (await hasCommit(checkout, tip))) return tip
    await speaker.ask(argv.fetchObjects(at, remote.name, ref), asking(`Fetching ${ref} from`, remote, run))
    return tip
  }

  return {
    async remoteUrl(checkout) {
      return withoutCredentials((await speaker.remote(checkout)).url)
    },
    async defaultBranch(checkout, run) {
      const remote = await speaker.remote(checkout)
      const command = argv.remoteHead(await speaker.atRemote(checkout, remote), remote.name)
      return parseSymref((await speaker.ask(command, asking('Asking', remote, run))).stdout)
    },
    async remoteTips(checkout, branches, run) {
      const remote = await speaker.remote(checkout)
      const command = argv.remoteBranches(await speaker.atRemote(checkout, remote), remote.name, branches)
      const listed = parseRemoteRefs((await speaker.ask(command, asking('Asking', remote, run))).stdout)
      return new Map(
        branches.flatMap(branch => {
          const tip = listed.get(argv.branchRef(branch))
          return tip === undefined ? [] : [[branch, tip] as const]
        }),
      )
    },
    async fetchBranch(checkout, branch, run) {
      const remote = await speaker.remote(checkout)
      const at = await speaker.atRemote(checkout, remote)
      const ask = () =>
        speaker.ask(argv.fetchBranch(at, remote.name, branch), {
          ...asking(`Fetching ${branch} from`, remote, run),
          answers: [0, 1, 128],
        })
      let result = await ask()
      if (isNameConflict(result.stderr)) {
        await speaker.ask(argv.pruneRemote(at), asking('Pruning', remote, run))
        result = await ask()
      }
      if (result.exitCode === 0) return trackedTip(checkout, branch)
      if (isGone(result.stderr)) return undefined
      throw gitFailure(result, asking(`Fetching ${branch} from`, remote))
    },
    fetchObjects: (checkout, branch, run) => bring(checkout, [argv.branchRef(branch)], run),
    async fetchRef(checkout, ref, run) {
      if (!isRefName(ref)) return undefined
      const names = ref.startsWith('refs/') ? [ref] : [argv.branchRef(ref), argv.tagRef(ref)]
      const commit = await bring(checkout, names, run)
      // A tag may name a file.
      return commit !== undefined && (await hasCommit(checkout, commit)) ? commit : undefined
    },
  }
}

function trackedTip({ path }: Checkout, branch: string): string | undefined {
  const folders = gitFolders(path)
  return folders && readRef(folders, argv.trackingRef(branch))
}

const peeled = (ref: string) => `${ref}^{}`

const isGone = (said: string) => /couldn't find remote ref/i.test(said)

/** A branch `a` that is gone from the remote keeps `a/b` from getting a remote-tracking ref. */
const isNameConflict = (said: string) =>
  /cannot lock ref .* (exists|cannot create)|some local refs could not be updated/i.test(said)
