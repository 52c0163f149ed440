import { judgeKept } from '../core/delivery/judge-kept.ts'
import type { Stranger } from '../core/delivery/judged.ts'
import type { RedeliverPorts } from './redeliver.ts'

export type StrangerPorts = Pick<RedeliverPorts, 'store' | 'appIndex' | 'repositories' | 'ownApp'>

/** The repository of a delivery, where it would be refused now since another one has its name; undefined where it would not. */
export function strangerOf(ports: StrangerPorts, seq: number): Stranger | undefined {
  const { store, appIndex, repositories, ownApp } = ports
  const kept = store.getDelivery(seq)
  const facts = { apps: appIndex(), known: repositories.all(), ...(ownApp === undefined ? {} : { ownApp }) }
  return kept && judgeKept(kept, facts)?.stranger
}
