import type { AuditEntry } from '../../pipeline/ports/access-store.ts'
import type { AccessPorts } from './access-ports.ts'

/** Keeps who did what. */
export interface AuditTrail {
  /** Never throws. Refusals beyond a number in a minute are counted, not kept; the next one that is kept tells how many. */
  add(entry: Omit<AuditEntry, 'at'>): void
}

const windowMs = 60_000
const mostOfOne = 20
const mostOfAll = 200
const longest = 200

/** A trail in the store. Texts are bounded. */
export function createAuditTrail({ access, clock, log }: Pick<AccessPorts, 'access' | 'clock' | 'log'>): AuditTrail {
  const mayKeep = createRefusalLimit()
  let unrecorded = 0
  return {
    add(entry) {
      const { who, client, action, target, status, detail } = entry
      if (status >= 400 && !mayKeep(`${who} ${client}`, clock.monotonic())) {
        unrecorded += 1
        return
      }
      const facts = unrecorded === 0 ? detail : { ...detail, unrecorded }
      unrecorded = 0
      try {
        access.store.addAudit({
          ...entry,
          at: clock.now(),
          who: bounded(who),
          action: bounded(action),
          ...(target !== undefined && { target: bounded(target) }),
          ...(facts !== undefined && { detail: facts }),
        })
      } catch (error) {
        log.error({ err: error, who, action, target, status }, 'the audit trail could not be written')
      }
    },
  }
}

function createRefusalLimit() {
  const kept = new Map<string, number>()
  let total = 0
  let since = Number.NEGATIVE_INFINITY
  return (key: string, now: number): boolean => {
    if (now - since > windowMs) {
      kept.clear()
      total = 0
      since = now
    }
    const count = kept.get(key) ?? 0
    if (count >= mostOfOne || total >= mostOfAll) return false
    kept.set(key, count + 1)
    total += 1
    return true
  }
}

const bounded = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`)
