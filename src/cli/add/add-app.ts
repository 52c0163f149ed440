import { confirm } from './confirm.ts'
import type { AddContext } from './context.ts'
import { enter, proveEntry } from './enter.ts'
import { makeCheckout } from './make-checkout.ts'
import { openAccess } from './open-access.ts'
import { pickSecret } from './pick-secret.ts'
import { ping } from './ping.ts'
import { setUpHook } from './set-up-hook.ts'
import { waitUntilKnown } from './wait-until-known.ts'

/** What came of it. */
export interface Added {
  /** A running server has it. */
  readonly isKnown: boolean
  /** A ping arrived. */
  readonly hasPing: boolean
}

/** From nothing to an app that a push deploys. Each step finds what an earlier run did, and goes on from there. */
export async function addApp(context: AddContext): Promise<Added> {
  const { wanted, registry, isAsking, deps } = context
  proveEntry(context)
  if (isAsking) {
    const hint = 'Nothing was made or written. Say --yes to go on without being asked.'
    await confirm(deps, `Set up ${wanted.name} at ${wanted.path}, and add it to ${registry.path}?`, hint)
  }
  const access = await openAccess(context)
  await makeCheckout(context, access)
  const hook = await pickSecret(context)
  await enter(context, access, hook.file)
  const isKnown = await waitUntilKnown(context)
  const id = await setUpHook(context, hook)
  const hasPing = isKnown && (await ping(context, hook, id))
  return { isKnown, hasPing }
}
