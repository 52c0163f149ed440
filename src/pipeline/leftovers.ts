import type { App } from '../core/app.ts'
import { describeLeftover, judgeLeftover } from '../core/sync/leftover.ts'
import { checkoutBusy } from '../core/sync/refusals.ts'
import type { Git } from './ports/git.ts'
import type { StepContext } from './step-context.ts'

interface ClearRequest {
  readonly ports: { readonly git: Git }
  readonly context: Pick<StepContext, 'note'>
  readonly backups: string
}

/**
 * Clears locks and half-done operations that a crash left in the checkout, and says so; what was edited during a half-done
 * operation is copied first.
 * @throws RedhookError CHECKOUT_BUSY while somebody works on one
 */
export async function clearLeftovers(app: App, { ports: { git }, context, backups }: ClearRequest): Promise<void> {
  for (const leftover of await git.leftovers(app)) {
    const { action, reason } = judgeLeftover(leftover, app.sync)
    if (action === 'wait') throw checkoutBusy(app.path, leftover, reason)
    const copied = leftover.kind === 'lock' ? [] : await git.backUp(app, await git.editedPaths(app), backups)
    await git.clearLeftover(app, leftover)
    const copies = copied.length > 0 ? `; copies of ${copied.join(', ')} are in ${backups}` : ''
    context.note(`${describeLeftover(leftover)} was left in ${app.path} (${reason}): cleared${copies}`)
  }
}
