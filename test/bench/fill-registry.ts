import { cpSync } from 'node:fs'
import type { Sandbox } from '../support/sandbox.ts'

/** Fills the registry with so many apps, each with a checkout of its own whose branch Redhook has to look up. */
export function fillRegistry(box: Sandbox, count: number): void {
  const { checkout } = box.repository('many', { 'docker-compose.yml': 'services: { web: { image: none } }\n' })
  const repos = Array.from({ length: count }, (_, index) => {
    const path = box.path('srv', `many-${index}`)
    cpSync(checkout, path, { recursive: true })
    return [`acme/many-${index}`, { path, project: `many-${index}` }] as const
  })
  box.registry(Object.fromEntries(repos))
}
