import type { Notice } from '../notice/notice.ts'
import type { Report } from './report.ts'
import { parseReportChannel } from './report-channel.ts'
import { formatReport } from './report-words.ts'

/** What an item of the outbox tells, in a line: the title of a message, or what a forge is told. Undefined where it can't be read. */
export function describeOutboxItem({ channel, payload }: { readonly channel: string; readonly payload: string }) {
  try {
    const told = JSON.parse(payload) as Notice | Report
    return parseReportChannel(channel) === undefined ? (told as Partial<Notice>).title : formatReport(told as Report)
  } catch {
    return undefined
  }
}
