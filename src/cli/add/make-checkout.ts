import { RedhookError } from '../../core/errors.ts'
import type { Access, AddContext } from './context.ts'
import { checkoutOf } from './try-remote.ts'

/** The checkout: there already, or cloned now. It appears whole or not at all. */
export async function makeCheckout(context: AddContext, access: Access): Promise<void> {
  const { ports, wanted, deps, clones, tell } = context
  const { branch, ...way } = access
  const checkout = checkoutOf(context, way)
  const { kind, ...found } = await ports.git.state(checkout)
  if (kind === 'checkout') {
    tell({ step: 'checkout', state: 'kept', message: `${wanted.path} is there, on ${found.branch ?? 'no branch'}` })
  } else if (!clones) {
    tell({ step: 'checkout', state: 'todo', message: `${wanted.path} is cloned by the first deployment` })
  } else {
    if ((await ports.git.clone(checkout, branch, { signal: deps.signal })) === 'gone') throw goneBranch(branch)
    tell({ step: 'checkout', state: 'done', message: `${branch} is cloned to ${wanted.path}` })
  }
}

const goneBranch = (branch: string): RedhookError =>
  new RedhookError(`the branch ${branch} went away while it was being cloned`, {
    code: 'REF_UNKNOWN',
    hint: 'Name another one with --branch, then run the same again.',
  })
