import { type Actor, isEnough, type Role } from '../../core/access/actor.ts'

/** The entries of the navigation, in its order. `needs`: who sees it; `public` ones everybody does where the config lets them. */
export const sections = [
  { id: 'apps', title: 'Apps', path: '/', needs: 'view', isPublic: true },
  { id: 'deployments', title: 'Deployments', path: '/deployments', needs: 'view', isPublic: true },
  { id: 'checks', title: 'Checks', path: '/checks', needs: 'view', isPublic: false },
  { id: 'previews', title: 'Previews', path: '/previews', needs: 'view', isPublic: false },
  { id: 'deliveries', title: 'Deliveries', path: '/deliveries', needs: 'view', isPublic: false },
  { id: 'health', title: 'Health', path: '/health', needs: 'view', isPublic: false },
  { id: 'outbox', title: 'Outbox', path: '/outbox', needs: 'view', isPublic: false },
  { id: 'audit', title: 'Audit', path: '/audit', needs: 'admin', isPublic: false },
  { id: 'tokens', title: 'Tokens', path: '/tokens', needs: 'admin', isPublic: false },
  { id: 'docs', title: 'API', path: '/docs', needs: 'view', isPublic: false },
] as const satisfies readonly { id: string; title: string; path: string; needs: Role; isPublic: boolean }[]

export type Section = (typeof sections)[number]['id']

/** Whether a section is there for somebody. */
export function maySee(actor: Actor, id: Section): boolean {
  const section = sections.find(({ id: other }) => other === id)
  if (!section) return false
  return actor.via === 'public' ? section.isPublic : isEnough(actor.role, section.needs)
}
