import type { Plan, Reason, ServicePlan } from './plan.ts'

/** A line for each service: what happens to it, and why. `build web — web/src/index.ts is in its build context, and 2 more`. */
export const formatServicePlans = ({ services }: Pick<Plan, 'services'>): string =>
  services.map(formatServicePlan).join('\n')

function formatServicePlan({ action, service, reasons }: ServicePlan): string {
  const [first, ...others] = reasons
  const line = `${action} ${service}`
  if (first === undefined || first.rule === 'untouched') return line
  return `${line} — ${first.text}${sayMore(others)}`
}

function sayMore(others: readonly Reason[]): string {
  const count = others.reduce((sum, { more = 0 }) => sum + 1 + more, 0)
  return count > 0 ? `, and ${count} more` : ''
}
