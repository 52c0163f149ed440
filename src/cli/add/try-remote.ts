import { RedhookError } from '../../core/errors.ts'
import type { Checkout } from '../../pipeline/ports/git.ts'
import type { Access, AddContext } from './context.ts'

/** A way to the remote, before it is known what of it is deployed. */
export type Way = Omit<Access, 'branch'>

/** What the remote says: its own branch, or why it does not let us in. */
export type Answer =
  | { readonly answers: true; readonly branch: string | undefined }
  | { readonly answers: false; readonly error: RedhookError }

const timeoutMs = 30_000

/** Asks the remote as a deployment would. @throws RedhookError for what is not about keys */
export async function tryRemote(context: AddContext, way: Way): Promise<Answer> {
  const { ports, deps } = context
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(timeoutMs)])
  try {
    return { answers: true, branch: await ports.git.defaultBranch(checkoutOf(context, way), { signal }) }
  } catch (error) {
    deps.signal.throwIfAborted()
    if (signal.aborted) throw tooSlow(error)
    if (error instanceof RedhookError && ['REMOTE_DENIED', 'REMOTE_HOST_KEY'].includes(error.code))
      return { answers: false, error }
    throw error
  }
}

/** The app's checkout as it will be. */
export const checkoutOf = ({ wanted, remote }: Pick<AddContext, 'wanted' | 'remote'>, way: Way): Checkout => ({
  path: wanted.path,
  ...way,
  provider: remote.provider,
  repository: remote.name,
})

const tooSlow = (cause: unknown): RedhookError =>
  new RedhookError(`the remote did not answer within ${timeoutMs / 1_000} s`, {
    code: 'REMOTE_UNREACHABLE',
    cause,
    hint: 'Check the address, DNS and firewall, then run the same again.',
  })
