import type { Cause } from './deployment.ts'

/** What set a deployment off: `pushed by ann`, `tag v1.2 pushed by ann`, `v1.2 asked for by ann`, `rollback to 41 asked for by ann`. */
export function formatCause(cause: Cause): string {
  switch (cause.kind) {
    case 'push':
      return cause.pusher === undefined || cause.trigger === 'checks'
        ? happened(cause)
        : `${happened(cause)} by ${cause.pusher}`
    case 'poll':
      return cause.isMissed ? 'found at the remote, as no push arrived' : 'found by polling'
    case 'pull-request':
      return `pull request ${cause.number}${cause.by === undefined ? '' : ` by ${cause.by}`}`
    case 'request':
      return `${wish(cause)}asked for by ${cause.by}`
    case 'rollback':
      return `rollback to ${cause.to} asked for by ${cause.by}`
    default:
      return cause satisfies never
  }
}

function happened({ trigger, ref = '' }: Extract<Cause, { kind: 'push' }>): string {
  switch (trigger) {
    case 'tag':
      return `tag ${ref} pushed`
    case 'merge':
      return 'merged'
    case 'release':
      return `${ref} released`
    case 'checks':
      return `checks of ${ref.slice(0, 10)} passed`
    case 'package':
      return 'image published'
    case undefined:
      return 'pushed'
    default:
      return trigger satisfies never
  }
}

function wish({ ref, retryOf, detour }: Extract<Cause, { kind: 'request' }>): string {
  if (detour !== undefined) return detour.isBack ? `back from ${detour.branch} ` : `detour to ${detour.branch} `
  if (retryOf !== undefined) return `${retryOf} again `
  return ref === undefined ? '' : `${ref} `
}
