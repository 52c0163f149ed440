import type { KeptVersion } from '../../../pipeline/house.ts'
import { may, type View } from '../view.ts'
import { Action } from './action.tsx'
import { Tag } from './marks.tsx'
import { appPath, Commit, DeploymentLink } from './names.tsx'
import { Cell, Row, Table } from './table.tsx'
import { Ago } from './time.tsx'

interface VersionsProps {
  readonly view: View
  readonly app: string
  readonly versions: readonly KeptVersion[]
  readonly isLocked: boolean
}

/** The versions that can be gone back to. */
export function Versions({ view, app, versions, isLocked }: VersionsProps) {
  if (versions.length === 0)
    return <p class="muted">None is kept yet. The first deployment that goes well is the first.</p>
  return (
    <Table class="versions" caption="Versions" columns={['No.', 'Commit', 'Live since', 'Way back']}>
      {versions.map(({ deployment, at, isLive, version }) => (
        <Row>
          <Cell class="cell-id">
            <DeploymentLink id={deployment} />
          </Cell>
          <Cell>
            <Commit commit={version.commit} />
          </Cell>
          <Cell class="cell-when">
            <Ago at={at} now={view.now} />
          </Cell>
          <Cell class="cell-back">
            {isLive ? (
              <Tag tone="good" icon="check" text="Live" />
            ) : isLocked || !may(view, 'deploy') ? (
              '–'
            ) : (
              <GoBack app={app} deployment={deployment} commit={version.commit} />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

const GoBack = ({ app, deployment, commit }: { app: string; deployment: number; commit: string | undefined }) => (
  <Action
    id={`rollback-${deployment}`}
    title={`Back to #${deployment}`}
    confirm="Go back"
    tone="danger"
    size="small"
    path={`${appPath(app)}/rollback`}
  >
    <p>
      The files of <Commit commit={commit} /> and the images that deployment #{deployment} made live are put back,
      without a build. <code>.env</code> and data stay as they are. The next push goes forward again.
    </p>
    <input type="hidden" name="to" value={String(deployment)} />
  </Action>
)
