import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { parseNulList } from './parse.ts'
import type { Speaker } from './speaker.ts'

/** Files and folders of a checkout that git does not track, ignored ones too. */
export const createUntracked =
  (speaker: Speaker): Git['untracked'] =>
  async checkout => {
    const asking = { what: `Looking for untracked files in ${checkout.path}` }
    const { stdout } = await speaker.ask(argv.untracked(speaker.at(checkout)), asking)
    return parseNulList(stdout).map(path => path.replace(/\/$/, ''))
  }
