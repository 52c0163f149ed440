import { formatDuration, formatMoment } from '../../../core/durations.ts'
import type { Failure } from '../../../core/errors.ts'
import type { AppContainer } from '../../../pipeline/house.ts'
import { clean } from '../text/clean.ts'
import type { Tone } from '../text/state-words.ts'
import { FailureView } from './failure.tsx'
import type { IconName } from './icon.tsx'
import { Tag } from './marks.tsx'
import { Foreign } from './names.tsx'
import { Cell, Row, Table } from './table.tsx'

/** What could be found out, or why it could not. */
export type Asked<T> = { readonly value: T } | { readonly error: Failure }

interface ContainersProps {
  readonly containers: Asked<readonly AppContainer[]>
  /** The project that is live; containers of another one are named. */
  readonly project: string | undefined
  readonly now: number
}

/** The containers of an app as they are now. */
export function Containers({ containers, project, now }: ContainersProps) {
  if ('error' in containers) return <FailureView error={containers.error} />
  if (containers.value.length === 0) return <p class="muted">No container runs for this app.</p>
  return (
    <Table class="containers" caption="Containers" columns={['Service', 'State', 'Up', 'Image', 'Ports']}>
      {containers.value.map(container => (
        <Row>
          <Cell class="cell-service">
            <Foreign text={container.service} most={60} />
            {container.project === project ? null : (
              <div class="small muted">
                of <Foreign text={container.project} most={60} />
              </div>
            )}
          </Cell>
          <Cell>
            <ContainerState container={container} />
          </Cell>
          <Cell class="cell-when">
            <Uptime container={container} now={now} />
          </Cell>
          <Cell class="cell-image">
            {container.image === undefined ? '–' : <Foreign text={container.image} most={80} />}
          </Cell>
          <Cell class="cell-ports">
            {container.ports.length === 0 ? '–' : <Foreign text={container.ports.join(', ')} />}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function ContainerState({ container: { state, health, exitCode, restarts } }: { container: AppContainer }) {
  const [tone, icon] = toneOf(state, health, exitCode)
  const exit = state === 'exited' && exitCode !== undefined ? `exited, code ${exitCode}` : state
  return (
    <>
      <Tag tone={tone} icon={icon} text={clean([exit, health].filter(Boolean).join(', '))} />
      {restarts > 0 ? <div class="small muted">{restarts === 1 ? '1 restart' : `${restarts} restarts`}</div> : null}
    </>
  )
}

function toneOf(state: string, health: string | undefined, exitCode: number | undefined): [Tone, IconName] {
  if (health === 'unhealthy' || state === 'restarting' || state === 'dead') return ['bad', 'cross']
  if (state === 'exited') return exitCode === 0 ? ['still', 'check'] : ['bad', 'cross']
  if (health === 'starting') return ['busy', 'run']
  return state === 'running' ? ['good', 'check'] : ['still', 'dots']
}

const Uptime = ({ container: { state, startedAt }, now }: { container: AppContainer; now: number }) =>
  state !== 'running' || startedAt === undefined ? (
    <>–</>
  ) : (
    <span title={`Since ${formatMoment(startedAt)}`} data-since={String(startedAt)} data-coarse="">
      {formatDuration(now - startedAt)}
    </span>
  )
