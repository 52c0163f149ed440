import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { gitFolders, readRef } from './git-files.ts'
import type { Speaker } from './speaker.ts'

/** What git would say changes with thousands of new objects, and a start of git for each deployment is too much for that. */
const tidyEveryMs = 24 * 3_600_000

/** What git keeps of a repository, and in what shape. */
export function createKeeping({ at, ask }: Pick<Speaker, 'at' | 'ask'>): Pick<Git, 'pin' | 'tidy'> {
  const tidiedAt = new Map<string, number>()
  return {
    async pin(checkout, project, commit) {
      const ref = `refs/redhook/${project}/base`
      const folders = gitFolders(checkout.path)
      if (folders && readRef(folders, ref) === commit) return
      await ask(argv.updateRef(at(checkout), ref, commit), { what: `Keeping ${commit} in ${checkout.path}` })
    },
    async tidy(checkout, run) {
      const last = tidiedAt.get(checkout.path)
      if (last !== undefined && performance.now() - last < tidyEveryMs) return
      await ask(argv.tidy(at(checkout)), { ...run, what: `Packing ${checkout.path}` })
      tidiedAt.set(checkout.path, performance.now())
    },
  }
}
