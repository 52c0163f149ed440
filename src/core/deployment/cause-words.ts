import type { Cause } from './deployment.ts'

/** What set a deployment off: `pushed by ann`, `v1.2 asked for by ann`, `rollback to 41 asked for by ann`. */
export function formatCause(cause: Cause): string {
  switch (cause.kind) {
    case 'push':
      return cause.pusher === undefined ? 'pushed' : `pushed by ${cause.pusher}`
    case 'request':
      return `${wish(cause)}asked for by ${cause.by}`
    case 'rollback':
      return `rollback to ${cause.to} asked for by ${cause.by}`
    default:
      return cause satisfies never
  }
}

function wish({ ref, retryOf, detour }: Extract<Cause, { kind: 'request' }>): string {
  if (detour !== undefined) return detour.isBack ? `back from ${detour.branch} ` : `detour to ${detour.branch} `
  if (retryOf !== undefined) return `${retryOf} again `
  return ref === undefined ? '' : `${ref} `
}
