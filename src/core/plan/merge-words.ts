import { type ErrorCode, RedhookError } from '../errors.ts'
import type { Plan, ServicePlan } from './plan.ts'

const does = { build: 'builds', recreate: 'recreates', restart: 'restarts' } as const

/** What merging would do, on one line: `builds web and api, restarts worker`. */
export function mergeWords(plan: Pick<Plan, 'action' | 'services' | 'reasons'>): string {
  const [reason] = plan.reasons
  const why = reason?.text ?? ''
  if (plan.action === 'skip') return why.startsWith('nothing to do') ? why : `nothing to do: ${why}`
  const parts = (['build', 'recreate', 'restart'] as const).flatMap(action => {
    const names = plan.services.filter(service => service.action === action).map(nameOf)
    return names.length === 0 ? [] : [`${does[action]} ${listed(names)}`]
  })
  return parts.length > 0 ? parts.join(', ') : why
}

const nameOf = ({ service }: ServicePlan): string => service

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What is in the way of a plan, in the same place. */
export function noPlanWords(error: unknown): string {
  if (!(error instanceof RedhookError)) return 'what merging would do cannot be told'
  const say = words[error.code]
  return say === undefined ? `what merging would do cannot be told: ${error.message}` : say(error.message)
}

const words: Partial<Record<ErrorCode, (message: string) => string>> = {
  COMPOSE_INVALID: message =>
    `the Compose file is invalid: ${message.replace(/^Compose does not accept the project: /, '')}`,
  COMPOSE_FILE_MISSING: message => `there would be no Compose file: ${message}`,
  ENV_MISSING: message => `would fail: ${message}`,
  CHECKOUT_MISSING: () => 'deploys for the first time, and builds everything',
}
