import { isUnderWay, needsLabel } from '../../../pipeline/checks/checks-door.ts'
import type { CheckRun } from '../../../pipeline/ports/check-store.ts'
import { may, type View } from '../view.ts'
import { Action } from './action.tsx'

/** What can be done with a check, by those who may. */
export function CheckActions({ view, check }: { view: View; check: CheckRun }) {
  if (!may(view, 'deploy') || needsLabel(check)) return null
  const path = `/checks/${check.id}`
  return isUnderWay(check) ? (
    <Action id="cancel" title="Cancel" confirm="Cancel it" tone="danger" path={`${path}/cancel`}>
      <p>{check.state === 'queued' ? 'It never begins.' : 'What runs is stopped, and its container removed.'}</p>
    </Action>
  ) : (
    <Action id="retry" title="Retry" confirm="Run it again" path={`${path}/retry`}>
      <p>The steps run again, at the same commit.</p>
    </Action>
  )
}
