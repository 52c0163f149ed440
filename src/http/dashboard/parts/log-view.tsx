import type { LogPart } from '../read-log.ts'
import { formatCount } from '../text/bytes.ts'
import { Card } from './frame.tsx'
import { LogRow } from './log-line.tsx'
import { SearchForm } from './search-form.tsx'

interface LogViewProps {
  /** Of the page that it stands on. */
  readonly path: string
  /** What it is called when it is downloaded. */
  readonly file: string
  /** Where its lines are told of as they are written. */
  readonly events?: string | undefined
  readonly log: LogPart
  /** No line will be added. */
  readonly isEnded: boolean
}

/** The log: its end, or what was searched in it; live where its lines are told of. */
export function LogView({ path, file, events, log, isEnded }: LogViewProps) {
  const url = events === undefined ? {} : { 'data-log': events }
  return (
    <Card
      id="log"
      title="Log"
      aside={
        <div class="log-tools">
          <SearchForm
            path={`${path}#log`}
            value={log.search}
            label="Search the log"
            keep={{ log: log.isWhole ? 'all' : undefined }}
          />
          <label class="follow" hidden>
            <input type="checkbox" id="log-follow" checked /> Follow
          </label>
          <a class="button small" href={`${path}/log`} download={file}>
            Download
          </a>
        </div>
      }
    >
      <LogNote path={path} log={log} />
      <section class="log-scroll" aria-label="Log lines" tabindex={0} id="log-scroll">
        <ol class="log" id="log-lines" data-count={String(log.total)} {...url}>
          {log.lines.map(line => (
            <LogRow line={line} />
          ))}
        </ol>
        {log.total === 0 ? <p class="log-none muted">{isEnded ? 'No lines.' : 'No line yet.'}</p> : null}
      </section>
    </Card>
  )
}

function LogNote({ path, log: { lines, total, search, found, isWhole } }: { path: string; log: LogPart }) {
  if (search) {
    return (
      <p class="log-note small muted">
        {formatCount(found, 'line')} of {total.toLocaleString('en-US')} hold this
        {found > lines.length ? `; the last ${lines.length} are shown` : ''}.{' '}
        <a href={`${path}#log`}>Show the end of the log</a>
      </p>
    )
  }
  if (lines.length >= total) return null
  return (
    <p class="log-note small muted">
      The last {lines.length.toLocaleString('en-US')} of {formatCount(total, 'line')}.{' '}
      {isWhole ? 'Download it to see all.' : <a href={`${path}?log=all#log`}>Show more</a>}
    </p>
  )
}
