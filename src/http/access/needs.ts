import { type Actor, isEnough, type Role } from '../../core/access/actor.ts'
import { isSafe } from './own-origin.ts'

/** Answered without asking who: probes, and files that say nothing of this house. */
export const isOpen = (path: string): boolean => /^\/(?:healthz|readyz|v1\/status|assets\/[^/]+)$/.test(path)

const forAdmins = /^(?:\/api\/v1)?\/(?:tokens|audit)(?:\/|$)/
const forEverybody = /^(?:\/api\/v1\/(?:apps|deployments|events)(?:\/.*)?|\/(?:(?:apps|deployments)(?:\/.*)?)?)$/
/** A preview fetches from the remote: nothing that strangers set off. */
const asksRemotes = /\/plan$/
const logs = /^(?:\/api\/v1)?\/deployments\/[^/]+\/log(?:\/|$)/

/** The least role that a request needs. Routes may ask for more; whoever forgets to ask has this wall. */
export function leastRole(method: string, path: string): Role {
  if (forAdmins.test(path)) return 'admin'
  return isSafe(method) ? 'view' : 'deploy'
}

/** Whether somebody may ask this at all. In public mode everybody sees apps and deployments and nothing else. */
export function mayAsk({ role, via, seesLogs }: Actor, method: string, path: string): boolean {
  if (!isEnough(role, leastRole(method, path))) return false
  if (via === 'public' && (!forEverybody.test(path) || asksRemotes.test(path))) return false
  return seesLogs || !logs.test(path)
}
