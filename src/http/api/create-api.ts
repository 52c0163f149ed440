import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Events } from '../../pipeline/events.ts'
import type { House } from '../../pipeline/house.ts'
import type { TokensPort } from '../access/tokens.ts'
import type { HttpEnv } from '../http-env.ts'
import { addApps } from './apps.ts'
import { addAudit } from './audit.ts'
import { addChecks } from './checks.ts'
import { addContainers } from './containers.ts'
import { createRoutes, refuseOtherMethods } from './create-routes.ts'
import { addDeliveries } from './deliveries.ts'
import { addDeploy } from './deploy.ts'
import { addDeploymentActions } from './deployment-actions.ts'
import { addDeployments } from './deployments.ts'
import { addDetours } from './detours.ts'
import { addEvents, type EventsLimits } from './events.ts'
import { addHealth } from './health.ts'
import { addLocks } from './locks.ts'
import { addLog } from './log.ts'
import { addMe } from './me.ts'
import { addNotify, type TestChannels } from './notify.ts'
import { addNumbers } from './numbers.ts'
import type { OncePorts } from './once-by-key.ts'
import { addOutbox } from './outbox.ts'
import { addPlan } from './plan.ts'
import { addPreviews } from './previews.ts'
import { addTokens } from './tokens.ts'
import { addVersions } from './versions.ts'

export interface ApiPorts extends OncePorts {
  readonly house: House
  readonly events: Events
  /** Without them, those of a server. */
  readonly eventsLimits?: EventsLimits | undefined
  readonly tokens: TokensPort
  readonly testChannels: TestChannels
  /** Aborts when the server closes: what would go on for long ends. */
  readonly stopping: AbortSignal
}

/** The API, to be mounted at `/api/v1`; who asks is known before. */
export function createApi(ports: ApiPorts): OpenAPIHono<HttpEnv> {
  const { house, clock, tokens, stopping } = ports
  const api = createRoutes(ports)
  addApps(api, house)
  addDeploy(api, house)
  addPlan(api, house)
  addContainers(api, house)
  addNumbers(api, house)
  addVersions(api, house)
  addLocks(api, house, clock)
  addDetours(api, house, clock)
  addDeployments(api, house)
  addDeploymentActions(api, house)
  addLog(api, house, stopping)
  addEvents(api, ports, ports.eventsLimits)
  addChecks(api, house, stopping)
  addPreviews(api, house)
  addDeliveries(api, house)
  addHealth(api, house)
  addOutbox(api, house)
  addNotify(api, ports.testChannels, stopping)
  addAudit(api, house)
  addTokens(api, tokens, clock)
  addMe(api)
  refuseOtherMethods(api.app)
  return api.app
}
