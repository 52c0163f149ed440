import { hookOf } from '../core/delivery/judge-kept.ts'
import { recognise } from '../core/delivery/recognise.ts'
import { foldCase, formatName } from '../core/delivery/repository-name.ts'
import { RedhookError } from '../core/errors.ts'
import type { Recorded } from './ports/store.ts'
import { findKept, type RedeliverPorts, redeliver } from './redeliver.ts'

/**
 * Somebody says that the repository of a delivery, which was refused because it is another one than the one that had its name, is the right
 * one: from now on the name is its own. The delivery is decided again.
 * @throws RedhookError DELIVERY_UNKNOWN, STORE_FAILED, USAGE where there is nothing to accept
 */
export async function acceptRepository(ports: RedeliverPorts, seq: number, by: string): Promise<Recorded> {
  const { store, repositories, appIndex, log } = ports
  const kept = findKept(store, seq)
  const { provider } = hookOf(kept.hook)
  const repository = kept.meaning?.repository
  const known = repositories.all()
  if (repository === undefined || recognise(provider, repository, { apps: appIndex(), known }).refused === undefined)
    throw nothingToAccept(seq)
  const name = formatName(repository)
  for (const one of [...known.values()])
    if (one.provider === provider && foldCase(one.name) === foldCase(name)) repositories.forget(one)
  log.warn({ delivery: kept.id, repository: name, by }, 'another repository has this name from now on')
  return redeliver(ports, seq, by)
}

const nothingToAccept = (seq: number): RedhookError =>
  new RedhookError(`Delivery ${seq} was not refused because of its repository`, {
    code: 'USAGE',
    hint: 'Only the delivery of a repository that took over the name of another one needs to be accepted.',
  })
