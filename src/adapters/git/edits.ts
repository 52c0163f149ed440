import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { inTheWayOf } from './in-the-way.ts'
import { type Change, parseChanges, parseStatus } from './parse.ts'
import type { Speaker } from './speaker.ts'

/** What differs between two commits, or from nothing. */
export async function readChanges(
  { ask }: Pick<Speaker, 'ask'>,
  at: argv.At,
  head: string | undefined,
  tip: string,
): Promise<Change[]> {
  const result = await ask(argv.changes(at, head ?? emptyTree(tip), tip), {
    what: `Comparing ${head ?? 'nothing'} with ${tip}`,
  })
  return parseChanges(result.stdout)
}

/** The hash of a tree without files, as git computes it for either kind of hash. */
const emptyTree = ({ length }: string) =>
  length === 64
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** What local work there is, and what of it a move would touch. */
export function createEdits(speaker: Speaker): Pick<Git, 'editedPaths' | 'obstacles'> {
  const editedPaths: Git['editedPaths'] = async checkout => {
    const asking = { what: `Looking for local edits in ${checkout.path}` }
    const { stdout } = await speaker.ask(argv.editedPaths(speaker.at(checkout)), asking)
    return parseStatus(stdout).map(({ path }) => path)
  }
  return {
    editedPaths,
    async obstacles(checkout, head, tip) {
      const [edited, changes] = await Promise.all([
        editedPaths(checkout),
        readChanges(speaker, speaker.at(checkout), head, tip),
      ])
      const touched = new Set(changes.map(({ path }) => path))
      const known = new Set([...edited, ...changes.filter(({ status }) => status !== 'A').map(({ path }) => path)])
      const added = changes.filter(({ status, newMode }) => status === 'A' && newMode !== submodule)
      const untracked = new Set(
        added.flatMap(({ path }) => inTheWayOf(checkout.path, path)).filter(path => !known.has(path)),
      )
      return { edited: edited.filter(path => touched.has(path)), untracked: [...untracked] }
    },
  }
}

const submodule = '160000'
