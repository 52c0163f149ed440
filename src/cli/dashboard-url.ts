import type { Config } from '../config/load.ts'
import { RedhookError } from '../core/errors.ts'

type Reach = Pick<Config['server'], 'publicUrl' | 'address' | 'port'>

/** Where the dashboard is, or the page of an app there: `publicUrl`, else where the server listens. @throws RedhookError USAGE */
export function dashboardUrl(server: Reach, app?: string): string {
  return `${server.publicUrl ?? listenUrl(server)}/${app === undefined ? '' : `apps/${encodeURIComponent(app)}`}`
}

const any = new Set(['0.0.0.0', '::'])

function listenUrl({ address, port }: Reach): string {
  if (port === 0) {
    throw new RedhookError('the server listens on any free port', {
      code: 'USAGE',
      hint: 'Set server.publicUrl in the registry, or give server.listen a port.',
    })
  }
  const host = any.has(address) ? 'localhost' : address
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
