import type { ServiceOutcome } from '../../../core/deployment/deployment.ts'
import type { Plan, Reason, ServicePlan } from '../../../core/plan/plan.ts'
import { clean } from '../text/clean.ts'
import { Commit, Foreign } from './names.tsx'
import { Cell, Row, Table } from './table.tsx'

const decisions: Readonly<Record<Plan['action'], string>> = {
  skip: 'Nothing to do',
  up: 'Start without building',
  build: 'Build and start',
}

interface PlanViewProps {
  readonly plan: Plan
  /** What really happened, where it is known. */
  readonly outcome?: readonly ServiceOutcome[] | undefined
}

/** The decision with its reasons, then each service: what, why, and what came of it. */
export function PlanView({ plan, outcome }: PlanViewProps) {
  return (
    <div class="plan">
      <p>
        <strong>{decisions[plan.action]}</strong> <span class="muted small">{<Span plan={plan} />}</span>
      </p>
      <Reasons reasons={plan.reasons} />
      {plan.services.length > 0 ? <Services plan={plan} outcome={outcome} /> : null}
      <Orphans orphans={plan.orphans ?? []} />
      <Warnings warnings={plan.warnings} />
      <Changed plan={plan} />
    </div>
  )
}

const Span = ({ plan: { base, tip, changedTotal } }: { plan: Plan }) =>
  base === undefined ? (
    <>
      <Commit commit={tip} />, nothing to compare with
    </>
  ) : (
    <>
      <Commit commit={base} /> to <Commit commit={tip} />, {changedTotal === 1 ? '1 file' : `${changedTotal} files`}{' '}
      changed
    </>
  )

export const Reasons = ({ reasons }: { reasons: readonly Reason[] }) => (
  <ul class="reasons">
    {reasons.map(({ text }) => (
      <li>{clean(text)}</li>
    ))}
  </ul>
)

function Services({ plan, outcome }: PlanViewProps) {
  const came = new Map(outcome?.map(one => [one.service, one]))
  const columns = ['Service', 'Plan', 'Why', ...(outcome ? ['What happened'] : [])]
  return (
    <Table class="services" caption="Services" columns={columns}>
      {plan.services.map(({ service, action, reasons }) => (
        <Row>
          <Cell class="cell-service">
            <Foreign text={service} most={80} />
          </Cell>
          <Cell class="cell-action">
            <span class={`action-${action}`}>{action}</span>
          </Cell>
          <Cell class="cell-why">
            <Why reasons={reasons} />
          </Cell>
          {outcome ? <Cell class="cell-outcome">{formatOutcome(came.get(service))}</Cell> : null}
        </Row>
      ))}
    </Table>
  )
}

/** The first reasons; the others on demand. */
function Why({ reasons }: Pick<ServicePlan, 'reasons'>) {
  const [first, ...others] = reasons
  if (first === undefined) return <>–</>
  if (others.length === 0) return <>{clean(first.text)}</>
  return (
    <>
      {clean(first.text)}
      <details class="more">
        <summary>and {others.reduce((sum, { more = 0 }) => sum + 1 + more, 0)} more</summary>
        <Reasons reasons={others} />
      </details>
    </>
  )
}

function formatOutcome(outcome: ServiceOutcome | undefined): string {
  if (!outcome) return '–'
  const { built, container } = outcome
  const image = { new: 'new image, ', same: 'same image, ' }
  return `${built ? image[built] : ''}${container}`
}

const Orphans = ({ orphans }: { orphans: readonly string[] }) =>
  orphans.length === 0 ? null : (
    <p class="small muted">
      No longer in the Compose files: <Foreign text={orphans.join(', ')} />
    </p>
  )

const Warnings = ({ warnings }: { warnings: readonly string[] }) =>
  warnings.length === 0 ? null : (
    <ul class="warnings">
      {warnings.map(text => (
        <li>{clean(text)}</li>
      ))}
    </ul>
  )

const Changed = ({ plan: { changed, changedTotal } }: { plan: Plan }) =>
  changed.length === 0 ? null : (
    <details class="more">
      <summary>Changed files</summary>
      <ul class="paths">
        {changed.map(path => (
          <li>
            <Foreign text={path} />
          </li>
        ))}
        {changedTotal > changed.length ? <li class="muted">and {changedTotal - changed.length} more</li> : null}
      </ul>
    </details>
  )
