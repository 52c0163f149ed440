import { rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import type { Speaker } from './speaker.ts'

/**
 * Writes the files of a commit into a folder of Redhook's own, through an index of its own: the checkout stays as it is. Git runs as
 * the checkout's owner where the folder around that one is the owner's, too.
 */
export const createExport =
  (speaker: Speaker): Git['exportTo'] =>
  async (checkout, commit, folder, run) => {
    const { cwd, env, ...owner } = speaker.at(checkout)
    const index = `${folder}.index`
    const mayWrite = statSync(dirname(folder)).uid === owner.uid
    const place = { ...(cwd === undefined ? {} : { cwd }), ...(mayWrite ? owner : {}) }
    const at = { ...place, env: { ...env, GIT_INDEX_FILE: index } }
    const what = `Exporting ${commit}`
    try {
      await speaker.ask(argv.readTree(at, commit), { ...run, what })
      await speaker.ask(argv.checkoutIndex(at, `${folder}/`), { ...run, what })
    } finally {
      rmSync(index, { force: true })
    }
  }
