import type { ServicePlan } from '../../core/plan/plan.ts'
import type { ApiDeployment } from '../api.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { formatDecision, formatWarnings } from './plan.ts'

/** What was decided, in a few lines: the decision, what happens to which services, and the warnings. */
export function formatPlanSummary({ app, project, plan }: ApiDeployment, paint: Paint): string {
  if (!plan) return ''
  const services = orders.flatMap(action => {
    const names = plan.services.filter(service => service.action === action).map(({ service }) => clean(service))
    return names.length > 0 ? [`${action} ${names.join(', ')}`] : []
  })
  const shown = services.length > 0 ? `  ${services.join('; ')}\n` : ''
  return formatDecision(project ?? app, plan, paint) + shown + formatWarnings(plan, paint)
}

const orders = ['build', 'recreate', 'restart', 'leave'] as const satisfies readonly ServicePlan['action'][]
