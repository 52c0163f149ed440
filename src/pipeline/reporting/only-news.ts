import type { NewOutboxItem } from '../ports/outbox-store.ts'

/** So many reports are remembered. */
const most = 300

/** Whether a report says something else than the last one about the same thing did; remembers it. */
export function createOnlyNews(): (item: NewOutboxItem) => boolean {
  const told = new Map<string, string>()
  return ({ channel, replaces = '', payload }) => {
    const key = `${channel} ${replaces}`
    if (told.get(key) === payload) return false
    told.delete(key)
    told.set(key, payload)
    const [oldest] = told.keys()
    if (told.size > most && oldest !== undefined) told.delete(oldest)
    return true
  }
}
