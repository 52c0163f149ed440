import type { ComposeModel } from './compose-model.ts'
import type { Trap, TrapFacts } from './trap.ts'
import { findClashTraps } from './traps-clash.ts'
import { findImageTraps } from './traps-image.ts'
import { findStaleTraps } from './traps-stale.ts'

/** The traps in a Compose project, most harmful first. */
export const findTraps = (model: ComposeModel, facts: TrapFacts): Trap[] => [
  ...findStaleTraps(model, facts),
  ...findImageTraps(model, facts),
  ...(facts.canSwitchColor ? findClashTraps(model, facts) : []),
  ...withoutHealthcheck(model),
]

/** A healthcheck that the image itself brings can't be seen here. */
function withoutHealthcheck({ services }: ComposeModel): Trap[] {
  const names = services
    .filter(({ hasHealthcheck, replicas }) => !hasHealthcheck && replicas !== 0)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const text = `without a healthcheck in the Compose file: ${names.join(', ')}; running for 3 s counts as healthy there`
  const remedy = 'Give each a healthcheck, or set health.url in the registry, so that a broken version is noticed.'
  return [{ kind: 'no-healthcheck', services: names, text, remedy }]
}
