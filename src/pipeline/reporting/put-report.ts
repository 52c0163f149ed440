import { createRedact, type Redact } from '../../core/redact.ts'
import type { RemoteRepository, Report } from '../../core/report/report.ts'
import { reportChannel, reportKey } from '../../core/report/report-channel.ts'
import type { Clock } from '../ports/clock.ts'
import type { NewOutboxItem, OutboxStore } from '../ports/outbox-store.ts'
import type { Abilities, ProviderApi } from '../ports/provider-api.ts'
import type { Refusals } from './refusals.ts'

/** Whom a report is about, for lists. */
export interface AboutReport {
  readonly app?: string
  readonly deployment?: number
}

/**
 * Tells a forge something through the outbox: it takes the place of what waits about the same thing. Nothing happens where the forge
 * takes no such report from us, or has just refused one. Durable when it returns. @throws RedhookError STORE_FAILED
 */
export type TellForge = (repository: RemoteRepository, report: Report, about?: AboutReport) => void

export interface PutReportPorts {
  readonly store: Pick<OutboxStore, 'addToOutbox'>
  readonly clock: Pick<Clock, 'now'>
  readonly forges: Pick<ProviderApi, 'abilities'>
  readonly refusals: Pick<Refusals, 'isRefused'>
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
  /** Something was put into the outbox. */
  wake(): void
}

/** Puts reports into the outbox one by one, for whoever has something to tell that is not the state of a deployment. */
export const createTellForge =
  (ports: PutReportPorts): TellForge =>
  (repository, report, about = {}) => {
    if (!isTaken(report, ports.forges.abilities(repository))) return
    const payload = toReportPayload(report, createRedact(ports.secrets()))
    const item = toOutboxItem(repository, report, { ...about, payload, at: ports.clock.now() })
    if (ports.refusals.isRefused(item)) return
    ports.store.addToOutbox([item])
    ports.wake()
  }

/** Whether the forge takes a report of this kind. */
function isTaken({ kind }: Report, can: Abilities): boolean {
  switch (kind) {
    case 'status':
      return can.statuses
    case 'deployment':
      return can.deployments
    case 'check-run':
      return can.checkRuns
    case 'comment':
      return can.comments
    default:
      return kind satisfies never
  }
}

/** A report as the outbox keeps it, with no secret in it. */
export const toReportPayload = (report: Report, redact: Redact): string =>
  JSON.stringify(report, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value))

/** An item of the outbox for a forge; `delayMs` leaves time for a newer one to take its place. */
export const toOutboxItem = (
  repository: RemoteRepository,
  report: Report,
  { payload, at, delayMs = 0, ...about }: AboutReport & { payload: string; at: number; delayMs?: number },
): NewOutboxItem => ({
  channel: reportChannel(repository),
  kind: report.kind,
  replaces: reportKey(report),
  payload,
  createdAt: at,
  availableAt: at + delayMs,
  ...about,
})
