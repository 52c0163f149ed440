import type { Report } from './report.ts'

/** A report as people read it in the outbox: `status redhook/shop of 3f2a91c0de: pending, Building images`. */
export function formatReport(report: Report): string {
  switch (report.kind) {
    case 'status':
      return `${report.context} of ${short(report.commit)}: ${report.state}, ${report.description}`
    case 'deployment':
      return `${report.environment} at ${short(report.commit)}: ${report.state.replace('_', ' ')}, ${report.description}`
    case 'check-run':
      return `${report.name} of ${short(report.commit)}: ${report.state.replace('_', ' ')}, ${report.title}`
    case 'comment':
      return `comment on pull request ${report.number}`
    default:
      return report satisfies never
  }
}

const short = (commit: string): string => commit.slice(0, 10)
