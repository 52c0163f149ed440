import type { AppView } from '../../../pipeline/house.ts'
import { clean } from '../text/clean.ts'
import { live } from './frame.tsx'
import { Hold } from './hold.tsx'
import { ColorMark, StateMark, Tag } from './marks.tsx'
import { AppLink, Branch, Commit, DeploymentLink, encodeName, Foreign } from './names.tsx'
import { Cell, Row } from './table.tsx'
import { Ago, Took } from './time.tsx'

interface AppRowProps {
  readonly app: AppView
  readonly now: number
}

/** One app in the list of all. */
export function AppRow({ app, now }: AppRowProps) {
  const part = `/?part=${encodeName(app.app)}`
  return (
    <Row id={`app-${encodeName(app.app)}`} more={live(`app:${encodeName(app.app)}`, part)}>
      <Cell class="cell-app">
        <AppName app={app} />
        <Hold lock={app.lock} detour={app.detour} now={now} />
      </Cell>
      <Cell class="cell-state">
        <AppState app={app} />
      </Cell>
      <Cell class="cell-live">
        <LiveCommit live={app.live} />
        <WhyNot app={app} />
      </Cell>
      <Cell class="cell-when">{app.last ? <Ago at={app.last.finishedAt ?? app.last.createdAt} now={now} /> : '–'}</Cell>
      <Cell class="cell-took">
        {app.last?.startedAt === undefined ? (
          '–'
        ) : (
          <Took from={app.last.startedAt} to={app.last.finishedAt} now={now} />
        )}
      </Cell>
    </Row>
  )
}

const AppName = ({ app: { app, color, branch, repository, detour } }: Pick<AppRowProps, 'app'>) => (
  <>
    <div class="line">
      <AppLink app={app} />
      <ColorMark color={color} />
    </div>
    <div class="line small muted">
      <Foreign text={repository} most={80} />
      <Branch branch={detour?.branch ?? branch} />
    </div>
  </>
)

const AppState = ({ app: { last } }: Pick<AppRowProps, 'app'>) => (
  <div class="line">
    {last ? (
      <>
        <StateMark state={last.state} />
        <span class="small muted">
          <DeploymentLink id={last.id} />
        </span>
      </>
    ) : (
      <Tag tone="still" icon="empty" text="Never deployed" />
    )}
  </div>
)

/** Why the newest attempt is not what runs. */
const WhyNot = ({ app: { last } }: Pick<AppRowProps, 'app'>) =>
  last?.error === undefined || !(last.state === 'failed' || last.state === 'rolled_back') ? null : (
    <div class="why small">
      #{last.id}: {clean(last.error.message.split('\n')[0] ?? '')}
    </div>
  )

/** What runs: the commit's subject, its hash and author. */
export const LiveCommit = ({ live }: { live: AppView['live'] }) =>
  live === undefined ? (
    <span class="muted">Nothing yet</span>
  ) : (
    <>
      <div class="subject">
        {live.subject ? <Foreign text={live.subject} most={120} /> : <Commit commit={live.commit} />}
      </div>
      <div class="line small muted">
        {live.subject ? <Commit commit={live.commit} /> : null}
        {live.author ? <Foreign text={live.author} most={60} /> : null}
      </div>
    </>
  )
