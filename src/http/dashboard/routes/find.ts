import type { Deployment } from '../../../core/deployment/deployment.ts'
import { RedhookError } from '../../../core/errors.ts'
import type { AppView, House } from '../../../pipeline/house.ts'
import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'
import { readNumber } from '../request.ts'

/** @throws RedhookError APP_UNKNOWN */
export function findApp(house: Pick<House, 'apps'>, name: string): AppView {
  const found = house.apps().find(({ app }) => app === name)
  if (found) return found
  throw new RedhookError('There is no app of that name', {
    code: 'APP_UNKNOWN',
    hint: 'Look for it among all apps; it may have been renamed or have left the registry.',
  })
}

/** @throws RedhookError DEPLOYMENT_UNKNOWN */
export function findDeployment(house: Pick<House, 'getDeployment'>, text: string): Deployment {
  const id = readNumber(text)
  const found = id === undefined ? undefined : house.getDeployment(id)
  if (found) return found
  throw new RedhookError('There is no such deployment', {
    code: 'DEPLOYMENT_UNKNOWN',
    hint: 'Old ones are no longer kept. Look among all deployments.',
  })
}

/** @throws RedhookError DELIVERY_UNKNOWN */
export function findDelivery(house: Pick<House, 'getDelivery'>, text: string): StoredDelivery {
  const seq = readNumber(text)
  const found = seq === undefined ? undefined : house.getDelivery(seq)
  if (found) return found
  throw new RedhookError('There is no such delivery', {
    code: 'DELIVERY_UNKNOWN',
    hint: 'Old ones are no longer kept. Look among all deliveries.',
  })
}
