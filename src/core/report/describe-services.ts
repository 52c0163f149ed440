import type { Deployment } from '../deployment/deployment.ts'
import type { ServicePlan } from '../plan/plan.ts'

const done = { build: 'built', recreate: 'recreated', restart: 'restarted' } as const

/** What was done to the services, most first: `built web, restarted worker and 2 more`. Empty where there is nothing to say. */
export function describeServices({ plan }: Pick<Deployment, 'plan'>): string {
  const groups = (Object.keys(done) as (keyof typeof done)[]).flatMap(action => {
    const names = (plan?.services ?? []).filter(service => service.action === action).map(nameOf)
    return names.length === 0 ? [] : [`${done[action]} ${listNames(names)}`]
  })
  return groups.join(', ')
}

const nameOf = ({ service }: ServicePlan): string => service

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
