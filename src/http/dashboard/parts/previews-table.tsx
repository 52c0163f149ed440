import type { PreviewView } from '../../../pipeline/previews/previews-door.ts'
import { clean } from '../text/clean.ts'
import { may, type View } from '../view.ts'
import { Action } from './action.tsx'
import { StateMark, Tag } from './marks.tsx'
import { AppLink, Branch, Commit, DeploymentLink, encodeName, Foreign } from './names.tsx'
import { Cell, Row, Table } from './table.tsx'
import { Ago } from './time.tsx'

interface PreviewsTableProps {
  readonly view: View
  readonly previews: readonly PreviewView[]
}

/** Previews of pull requests, one a row. */
export const PreviewsTable = ({ view, previews }: PreviewsTableProps) => (
  <Table
    class="previews"
    caption="Previews"
    columns={['Preview', 'State', 'Pull request', 'Address', 'When', 'Remove']}
  >
    {previews.map(preview => (
      <Row>
        <Cell class="cell-app">
          {preview.state === 'live' ? <AppLink app={preview.name} /> : <Foreign text={preview.name} most={80} />}
        </Cell>
        <Cell class="cell-state">
          <State preview={preview} />
        </Cell>
        <Cell class="cell-commit">
          <PullRequest preview={preview} />
        </Cell>
        <Cell class="cell-address">
          <Address preview={preview} />
        </Cell>
        <Cell class="cell-when">
          <Ago at={preview.closedAt ?? preview.updatedAt} now={view.now} />
        </Cell>
        <Cell class="cell-action">
          <Remove view={view} preview={preview} />
        </Cell>
      </Row>
    ))}
  </Table>
)

const tags = {
  refused: { tone: 'bad', icon: 'cross', text: 'Refused' },
  waiting: { tone: 'busy', icon: 'dots', text: 'Waiting' },
  removing: { tone: 'busy', icon: 'dots', text: 'Being removed' },
  gone: { tone: 'still', icon: 'empty', text: 'Gone' },
} as const

function State({ preview: { state, reason, last } }: { preview: PreviewView }) {
  const why = reason === undefined ? null : <div class="why small">{clean(reason)}</div>
  if (state !== 'live') {
    return (
      <>
        <Tag {...tags[state]} />
        {why}
      </>
    )
  }
  return last === undefined ? (
    <Tag tone="busy" icon="dots" text="Waiting" />
  ) : (
    <div class="line">
      <StateMark state={last.state} />
      <span class="small muted">
        <DeploymentLink id={last.id} />
      </span>
    </div>
  )
}

const PullRequest = ({
  preview: { number, title, url, headBranch, head, isFork, author },
}: {
  preview: PreviewView
}) => (
  <>
    {safeUrl(url) === undefined ? <>#{number}</> : <a href={safeUrl(url)}>#{number}</a>}{' '}
    <Foreign text={title} most={80} />
    <div class="line small muted">
      <Branch branch={headBranch} /> <Commit commit={head} />
      {isFork ? <span>from a fork</span> : null}
      {author === undefined ? null : <Foreign text={author} most={40} />}
    </div>
  </>
)

const Address = ({ preview: { address } }: { preview: PreviewView }) =>
  safeUrl(address) === undefined ? (
    <span class="muted">–</span>
  ) : (
    <a href={safeUrl(address)}>
      <Foreign text={(address ?? '').replace(/^https?:\/\//, '')} most={80} />
    </a>
  )

/** What a payload calls an address is only a link where it is one. */
const safeUrl = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined

function Remove({ view, preview }: { view: View; preview: PreviewView }) {
  const { app, number, name, state, removedBy } = preview
  if (!may(view, 'deploy') || state === 'gone' || state === 'removing' || removedBy !== undefined) return null
  const path = `/previews/${encodeName(app)}/${number}/remove`
  return (
    <Action
      id={`remove-${encodeName(name)}`}
      title="Remove"
      of={name}
      confirm="Remove it"
      tone="danger"
      size="small"
      path={path}
    >
      <p>
        Containers, volumes, images and files of <Foreign text={name} most={80} /> go. The next push to the pull request
        brings it back.
      </p>
    </Action>
  )
}
