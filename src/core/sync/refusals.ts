import type { App } from '../app.ts'
import { RedhookError } from '../errors.ts'
import { describeLeftover, type Leftover } from './leftover.ts'
import type { Obstacles } from './obstacles.ts'

interface Where {
  readonly path: string
  readonly branch: string
}

/** Another branch than the configured one is checked out, or none. */
export const wrongBranch = ({ path, branch }: Where, headBranch: string | undefined): RedhookError =>
  new RedhookError(
    headBranch === undefined
      ? `No branch is checked out in ${path} (HEAD is detached); ${branch} is to be deployed`
      : `${headBranch} is checked out in ${path}; ${branch} is to be deployed`,
    {
      code: 'WRONG_BRANCH',
      hint: `Run \`git -C ${path} switch ${branch}\`, or change branch: of this app, or let Redhook switch with sync: reset.`,
    },
  )

/** HEAD has commits that are nowhere else. */
export const localCommits = ({ path, branch }: Where, commits: readonly string[]): RedhookError =>
  new RedhookError(`${path} has commits that the remote's ${branch} does not have: ${formatList(commits)}`, {
    code: 'LOCAL_COMMITS',
    hint: `Push them, or throw them away with \`git -C ${path} reset --keep origin/${branch}\`; the next push then deploys by itself.`,
  })

/** Local edits or untracked files are where the tip has something else. */
export function localChanges({ path, branch }: Where, { edited, untracked }: Obstacles): RedhookError {
  const found = [
    ...(edited.length > 0 ? [`local edits in ${formatList(edited)}`] : []),
    ...(untracked.length > 0
      ? [`files that git does not track where ${branch} has some: ${formatList(untracked)}`]
      : []),
  ]
  return new RedhookError(`${path} has ${found.join('; and ')}`, {
    code: 'LOCAL_CHANGES',
    hint: `Commit and push the edits or undo them (\`git -C ${path} checkout -- <file>\`), move untracked files away, or use sync: reset, which overwrites them and keeps a copy.`,
  })
}

/** Somebody else's git is at work in the checkout, or may be. */
export const checkoutBusy = (path: string, leftover: Leftover, reason: string): RedhookError =>
  new RedhookError(`${describeLeftover(leftover)} in ${path} (${reason})`, {
    code: 'CHECKOUT_BUSY',
    hint:
      leftover.kind === 'lock'
        ? `Redhook tries again. If nobody works there, remove ${leftover.path}.`
        : `Finish it or end it with \`git -C ${path} ${leftover.kind} --abort\`. Redhook tries again, and ends it once it is ten minutes old.`,
  })

/** A preview clones nothing. */
export const noPreview = ({ path, url }: Pick<App, 'path' | 'url'>): RedhookError =>
  new RedhookError(`There is no checkout at ${path} yet`, {
    code: 'CHECKOUT_MISSING',
    hint:
      url === undefined
        ? 'Set url: of this app, or clone it there.'
        : 'Its first deployment clones it and builds everything.',
  })

/** Neither the registry nor the checkout nor the remote names a branch. */
export const noBranch = ({ path }: Pick<App, 'path'>): RedhookError =>
  new RedhookError(
    `It cannot be told which branch of ${path} to deploy: none is checked out, and the remote names none`,
    {
      code: 'BRANCH_INVALID',
      hint: 'Set branch: of this app.',
    },
  )

/** Git itself would not accept this name. */
export const invalidBranch = ({ name }: Pick<App, 'name'>, branch: string, why: string): RedhookError =>
  new RedhookError(`${JSON.stringify(branch)} is no name for a branch (app ${name}): ${why}`, {
    code: 'BRANCH_INVALID',
    hint: 'Correct branch: of this app; `git check-ref-format --branch` tells what git accepts.',
  })

const shown = 20

function formatList(names: readonly string[]): string {
  const more = names.length - shown
  const list = names.slice(0, shown).join(', ')
  return more > 0 ? `${list} and ${more} more` : list
}
