/** The first parts of every path of Redhook's own but the hook: probes, API, documents and pages. */
const ownNames = [
  ...['healthz', 'readyz', 'metrics', 'docs', 'openapi\\.json', 'v1', 'api', 'assets', 'sign-in', 'sign-out'],
  ...['apps', 'deployments', 'deliveries', 'health', 'audit', 'outbox', 'tokens', 'previews', 'checks'],
]

const own = new RegExp(`^/(?:$|(?:${ownNames.join('|')})(?:/|$))`, 'i')

/** Whether a path is one of Redhook's own, or below one: a webhook can't be there, and whoever asks for another finds nothing. */
export const isOwnPath = (path: string): boolean => own.test(path)
