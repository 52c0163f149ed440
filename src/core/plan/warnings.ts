import type { PlanFacts } from './facts.ts'
import { joined } from './phrases.ts'

/** What a person should know though it changes nothing. */
export function planWarnings(facts: PlanFacts): string[] {
  const { otherComposeFiles, otherProject, composeFiles, orphans, removeOrphans } = facts
  const warnings: string[] = []
  if (otherComposeFiles !== undefined) {
    warnings.push(
      `Compose files picked this time: ${composeFiles.join(', ')}; last time: ${otherComposeFiles.join(', ')}.`,
    )
  }
  if (otherProject !== undefined) {
    warnings.push(`${otherProject} keeps running. This stops it: docker compose -p ${otherProject} down`)
  }
  if (orphans.length > 0 && !removeOrphans) {
    const verb = orphans.length === 1 ? 'has' : 'have'
    warnings.push(
      `${joined(orphans)} ${verb} containers and left the Compose files. removeOrphans: true removes them at the next deployment.`,
    )
  }
  return warnings
}
