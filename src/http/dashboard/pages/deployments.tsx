import type { Deployment, State } from '../../../core/deployment/deployment.ts'
import { states } from '../../../core/deployment/deployment.ts'
import { Layout } from '../layout.tsx'
import { DeploymentsTable } from '../parts/deployment-row.tsx'
import { Empty, Live, NoMatch, PageHead } from '../parts/frame.tsx'
import { AppLink, encodeName } from '../parts/names.tsx'
import { linkTo, Pager } from '../parts/pager.tsx'
import { Pick } from '../parts/pick.tsx'
import { SearchForm } from '../parts/search-form.tsx'
import { stateWords } from '../text/state-words.ts'
import { frameOf, type View } from '../view.ts'

export interface DeploymentsPageProps {
  readonly view: View
  readonly deployments: readonly Deployment[]
  readonly next: number | undefined
  readonly filter: {
    readonly app?: string | undefined
    readonly state?: State | undefined
    readonly search?: string | undefined
    readonly before?: number | undefined
  }
}

/** Every deployment, newest first. */
export function DeploymentsPage({ view, deployments, next, filter }: DeploymentsPageProps) {
  const { app, state, search, before } = filter
  const keep = { app, state, q: search }
  const choices = [undefined, ...states].map(one => ({
    title: one === undefined ? 'All' : stateWords[one].word,
    href: linkTo('/deployments', { ...keep, state: one }),
    isCurrent: one === state,
  }))
  const isFirst = before === undefined
  return (
    <Layout {...frameOf(view)} title="Deployments" section="deployments">
      <PageHead
        title="Deployments"
        actions={
          <SearchForm path="/deployments" value={search} label="Search commit, branch, author" keep={{ app, state }} />
        }
      >
        {app === undefined ? null : (
          <span>
            of <AppLink app={app} /> · <a href={linkTo('/deployments', { ...keep, app: undefined })}>of all apps</a>
          </span>
        )}
      </PageHead>
      <Pick label="Filter by state" choices={choices} />
      <Live id="deployments" topic={isFirst ? (app === undefined ? 'new' : `new:${encodeName(app)}`) : 'none'}>
        {deployments.length === 0 ? (
          <NoDeployments isFiltered={Boolean(app ?? state ?? search ?? before)} />
        ) : (
          <DeploymentsTable deployments={deployments} now={view.now} />
        )}
        <Pager path="/deployments" keep={keep} before={before} next={next} />
      </Live>
    </Layout>
  )
}

const NoDeployments = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <NoMatch one="deployment" all="deployments" />
  ) : (
    <Empty title="Nothing was deployed yet.">
      <p>
        A push makes the first one. The page of each <a href="/">app</a> shows the webhook to make.
      </p>
    </Empty>
  )
