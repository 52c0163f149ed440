import type { Detour, Lock } from '../../../pipeline/ports/hold-store.ts'
import { Tag } from './marks.tsx'
import { Foreign } from './names.tsx'
import { Ago } from './time.tsx'

interface HoldProps {
  readonly lock: Lock | undefined
  readonly detour: Detour | undefined
  readonly now: number
}

/** What holds an app: a lock, a detour, or both; with who and until when. */
export const Hold = ({ lock, detour, now }: HoldProps) => (
  <>
    {lock ? (
      <div class="line small hold">
        <Tag tone="warn" icon="lock" text="Locked" />
        <span class="muted">
          <Foreign text={lock.reason} most={80} /> (<Foreign text={lock.by} most={40} />
          <Until until={lock.until} now={now} />)
        </span>
      </div>
    ) : null}
    {detour ? (
      <div class="line small hold">
        <Tag tone="warn" icon="branch" text="Detour" />
        <span class="muted">
          <Foreign text={detour.branch} most={60} /> (<Foreign text={detour.by} most={40} />
          <Until until={detour.until} now={now} />)
        </span>
      </div>
    ) : null}
  </>
)

const Until = ({ until, now }: { until: number | undefined; now: number }) =>
  until === undefined ? null : (
    <>
      , ends <Ago at={until} now={now} />
    </>
  )
