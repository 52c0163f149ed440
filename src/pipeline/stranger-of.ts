import { judgeKept } from '../core/delivery/judge-kept.ts'
import type { Stranger } from '../core/delivery/judged.ts'
import type { RedeliverPorts } from './redeliver.ts'

export type StrangerPorts = Pick<RedeliverPorts, 'store' | 'appIndex' | 'repositories' | 'ownApp'>

/**
 * The repository of a delivery that was refused since another one has its name, where that is so still. What came of the former owner of a
 * name before it was given away was not refused then, and offers nothing now.
 */
export function strangerOf(ports: StrangerPorts, seq: number): Stranger | undefined {
  const { store, appIndex, repositories, ownApp } = ports
  const kept = store.getDelivery(seq)
  const facts = { apps: appIndex(), known: repositories.all(), ...(ownApp === undefined ? {} : { ownApp }) }
  const judged = kept && judgeKept(kept, facts)
  return judged?.reason === kept?.reason ? judged?.stranger : undefined
}
