import { hookOf } from '../core/delivery/judge-kept.ts'
import { foldCase } from '../core/delivery/repository-name.ts'
import { RedhookError } from '../core/errors.ts'
import type { Recorded } from './ports/store.ts'
import { findKept, type RedeliverPorts, redeliver } from './redeliver.ts'
import { strangerOf } from './stranger-of.ts'

/**
 * Somebody says that the repository of a delivery, which was refused because it is another one than the one that had its name, is the right
 * one: from now on the name is its own. The delivery is decided again.
 * @throws RedhookError DELIVERY_UNKNOWN, STORE_FAILED, USAGE where there is nothing to accept
 */
export async function acceptRepository(ports: RedeliverPorts, seq: number, by: string): Promise<Recorded> {
  const { store, repositories, log } = ports
  const kept = findKept(store, seq)
  const { provider } = hookOf(kept.hook)
  const stranger = strangerOf(ports, seq)
  if (stranger === undefined) throw nothingToAccept(seq)
  const { repository } = stranger
  for (const one of [...repositories.all().values()])
    if (one.provider === provider && foldCase(one.name) === foldCase(repository)) repositories.forget(one)
  log.warn({ delivery: kept.id, repository, by }, 'another repository has this name from now on')
  return redeliver(ports, seq, by)
}

const nothingToAccept = (seq: number): RedhookError =>
  new RedhookError(`Delivery ${seq} was not refused because of its repository`, {
    code: 'USAGE',
    hint: 'Only the delivery of a repository that took over the name of another one needs to be accepted.',
  })
