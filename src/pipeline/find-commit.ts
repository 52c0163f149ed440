import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { Git, GitRun } from './ports/git.ts'

/** The commit that a branch or tag of the remote means, or a commit that is here; undefined when it is none. Fetches objects alone. */
export const findCommit = async (app: App, ref: string, git: Git, run: GitRun = {}): Promise<string | undefined> =>
  (await git.fetchRef(app, ref, run)) ?? (await git.resolveCommit(app, ref))

/** What is said of a name that is no commit. */
export const unknownRef = ({ name }: App, ref: string): RedhookError =>
  new RedhookError(`${JSON.stringify(ref)} is no branch, tag or commit of ${name}`, {
    code: 'REF_UNKNOWN',
    hint: 'Name a branch or tag that is at the remote, or a commit of the branch that is deployed (at least 4 digits of it).',
  })
