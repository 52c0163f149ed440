import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { backUp } from './backup.ts'
import { createClone } from './clone.ts'
import { createEdits } from './edits.ts'
import { createExport } from './export.ts'
import { readState } from './git-files.ts'
import { createHistory } from './history.ts'
import { createKeeping } from './keeping.ts'
import { createKeptFolders } from './kept-folders.ts'
import { findLeftovers, removeLeftover } from './leftovers.ts'
import { createMergeOf } from './merge-of.ts'
import { createMoves } from './move.ts'
import { parseVersion } from './parse.ts'
import { createRemoteCalls } from './remote.ts'
import { createResolveCommit } from './resolve-commit.ts'
import { createSettling } from './settle.ts'
import { createSpeaker, type GitOptions } from './speaker.ts'
import { createUntracked } from './untracked.ts'

/** Git as the pipeline needs it; see the port for what each promises. */
export function createGit(options: GitOptions): Git {
  const speaker = createSpeaker(options)
  const history = createHistory(speaker)
  const settling = createSettling(speaker)
  return {
    ...history,
    keptFolders: createKeptFolders(speaker, history.changes),
    resolveCommit: createResolveCommit(speaker),
    ...settling,
    ...createRemoteCalls(speaker, history.hasCommit),
    ...createEdits(speaker),
    ...createKeeping(speaker),
    ...createMoves(speaker),
    clone: createClone(speaker, settling.requireLfs),
    exportTo: createExport(speaker),
    mergeOf: createMergeOf(speaker),
    untracked: createUntracked(speaker),
    async version() {
      const { stdout } = await speaker.ask(argv.version(speaker.at({ path: '/' })), {
        what: 'Asking git for its version',
      })
      return parseVersion(stdout) ?? stdout.trim()
    },
    state: async ({ path }) => readState(path),
    currentBranch: async path => readState(path).branch,
    leftovers: async ({ path }) => findLeftovers(path, Date.now()),
    async clearLeftover(checkout, leftover) {
      if (leftover.kind !== 'lock') {
        const command = argv.abortOperation(speaker.at(checkout), leftover.kind)
        await speaker.ask(command, { what: `Ending a ${leftover.kind}`, answers: [0, 1, 128, 129] })
      }
      removeLeftover(leftover)
    },
    backUp: async ({ path }, paths, folder) => backUp(path, paths, folder),
  }
}
