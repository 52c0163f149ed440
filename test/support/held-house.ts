import { isFinal } from '../../src/core/deployment/deployment.ts'
import { RedhookError } from '../../src/core/errors.ts'
import type { House } from '../../src/pipeline/house.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'

const shop = { app: 'shop', repository: 'acme/shop', branch: 'main', lane: '/srv/staging/shop' }

const usage = (message: string) => new RedhookError(message, { code: 'USAGE', hint: 'See redhook status.' })
const over = (message: string) => new RedhookError(message, { code: 'ALREADY_ENDED', hint: 'Nothing is to do.' })

/** What people do to the app `shop` and its deployments, over a real store: locks, detours, cancel, retry, redeliver. */
export function heldHouse(
  store: Store,
): Pick<
  House,
  'startDetour' | 'endDetour' | 'cancel' | 'retry' | 'lock' | 'unlock' | 'redeliver' | 'acceptRepository'
> {
  const known = (app: string) => {
    if (app !== 'shop')
      throw new RedhookError(`There is no app ${app}`, { code: 'APP_UNKNOWN', hint: 'See redhook status.' })
  }
  const find = (id: number) => {
    const found = store.get(id)
    if (found !== undefined) return found
    throw new RedhookError(`There is no deployment ${id}`, { code: 'DEPLOYMENT_UNKNOWN', hint: 'See redhook history.' })
  }
  const request = (by: string, extra: object = {}) =>
    store.request({ ...shop, cause: { kind: 'request', by, ...extra }, wishes: {} }, Date.now())
  return {
    async startDetour(app, detour, by) {
      known(app)
      store.setDetour({ app, at: Date.now(), by, ...detour })
      return request(by)
    },
    async endDetour(app, by) {
      known(app)
      if (store.endDetour(app) === undefined) throw over(`${app} is on its usual branch`)
      return request(by)
    },
    async cancel(id, by) {
      const { state } = find(id)
      if (isFinal(state)) throw over(`${id} has ended`)
      store.finish(id, 'cancelled', Date.now(), { reason: `cancelled by ${by}` })
      return find(id)
    },
    async retry(id, by) {
      const { state } = find(id)
      if (!isFinal(state)) throw new RedhookError(`${id} goes on`, { code: 'NOT_ENDED', hint: 'Wait, or cancel it.' })
      return request(by, { retryOf: id })
    },
    lock(app, lock, by) {
      known(app)
      const made = { app, at: Date.now(), by, ...lock }
      store.lock(made)
      return made
    },
    unlock(app) {
      known(app)
      const ended = store.unlock(app)
      if (ended === undefined) throw over(`${app} is not locked`)
      return ended
    },
    async redeliver(seq) {
      const delivery = store.getDelivery(seq)
      if (delivery === undefined)
        throw new RedhookError(`There is no delivery ${seq}`, { code: 'DELIVERY_UNKNOWN', hint: 'See the deliveries.' })
      return { status: 'duplicate', reason: 'it led to a deployment', deployments: delivery.deployments }
    },
    async acceptRepository(seq) {
      const delivery = store.getDelivery(seq)
      if (delivery === undefined)
        throw new RedhookError(`There is no delivery ${seq}`, { code: 'DELIVERY_UNKNOWN', hint: 'See the deliveries.' })
      if (delivery.status !== 'ignored') throw usage(`Delivery ${seq} was not refused because of its repository`)
      return { status: 'queued', reason: 'shop will be deployed', deployments: [{ id: 7, app: 'shop' }] }
    },
  }
}
