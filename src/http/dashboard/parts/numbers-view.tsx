import { formatDuration } from '../../../core/durations.ts'
import type { AppNumbers } from '../../../pipeline/house.ts'
import { MedianPlot, ResultsPlot } from './plot.tsx'
import { Cell, Row, Table } from './table.tsx'

const said = (ms: number | undefined): string => (ms === undefined ? '–' : formatDuration(ms))
const percent = (share: number | undefined): string => (share === undefined ? '–' : `${Math.round(share * 100)} %`)

/** How an app did: some numbers over each span, and the longest span as plots. */
export function NumbersView({ spans }: { spans: readonly AppNumbers[] }) {
  const longest = spans.at(-1)
  return (
    <>
      <Table
        class="numbers"
        caption="How it did"
        columns={['Span', 'Push to live, median', 'p90', 'Failures', 'Time to recover']}
      >
        {spans.map(({ days, pushToLive, failureRate, recoverMs }) => (
          <Row>
            <Cell>{days} days</Cell>
            <Cell class="num">{said(pushToLive?.medianMs)}</Cell>
            <Cell class="num">{said(pushToLive?.p90Ms)}</Cell>
            <Cell class="num">{percent(failureRate)}</Cell>
            <Cell class="num">{said(recoverMs)}</Cell>
          </Row>
        ))}
      </Table>
      {longest?.byDay.some(({ succeeded, failed }) => succeeded + failed > 0) ? (
        <div class="plots">
          <ResultsPlot days={longest.byDay} />
          <MedianPlot days={longest.byDay} />
        </div>
      ) : null}
    </>
  )
}
