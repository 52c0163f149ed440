import { isProviderName } from '../provider.ts'
import type { RemoteRepository, Report } from './report.ts'

/** The outbox's channel for what a forge is told of a repository: `@github/acme/shop`. No channel of the registry begins with `@`. */
export const reportChannel = ({ provider, name }: RemoteRepository): string => `@${provider}/${name}`

/** The repository of such a channel; undefined for a channel of the registry. */
export function parseReportChannel(channel: string): RemoteRepository | undefined {
  const slash = channel.indexOf('/')
  if (!channel.startsWith('@') || slash === -1) return undefined
  const provider = channel.slice(1, slash)
  return isProviderName(provider) ? { provider, name: channel.slice(slash + 1) } : undefined
}

/** Reports of one repository with the same key are about the same thing: the newest is told alone. */
export function reportKey(report: Report): string {
  switch (report.kind) {
    case 'status':
      return `status ${report.commit} ${report.context}`
    case 'deployment':
      return `deployment ${report.deployment} ${report.commit}`
    case 'check-run':
      return `check-run ${report.commit} ${report.key}`
    case 'comment':
      return `comment ${report.number} ${report.marker}`
    default:
      return report satisfies never
  }
}
