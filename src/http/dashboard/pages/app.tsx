import type { Deployment } from '../../../core/deployment/deployment.ts'
import type { AppContainer, AppNumbers, AppView, KeptVersion, PlanPreview } from '../../../pipeline/house.ts'
import type { PreviewView } from '../../../pipeline/previews/previews-door.ts'
import { Layout } from '../layout.tsx'
import { AppActions } from '../parts/app-actions.tsx'
import { LiveCommit } from '../parts/app-row.tsx'
import { type Asked, Containers } from '../parts/containers.tsx'
import { DeploymentsTable } from '../parts/deployment-row.tsx'
import { FailureView } from '../parts/failure.tsx'
import { Card, Fact, Facts, Live, PageHead } from '../parts/frame.tsx'
import { Hold } from '../parts/hold.tsx'
import { ColorMark, StateMark } from '../parts/marks.tsx'
import { appPath, Branch, DeploymentLink, encodeName, Foreign } from '../parts/names.tsx'
import { NumbersView } from '../parts/numbers-view.tsx'
import { PlanView } from '../parts/plan-view.tsx'
import { PreviewsTable } from '../parts/previews-table.tsx'
import { type HookSettings, NeverDeployed } from '../parts/teach.tsx'
import { Ago } from '../parts/time.tsx'
import { Versions } from '../parts/versions.tsx'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

export interface AppPageProps {
  readonly view: View
  readonly app: AppView
  readonly hook: HookSettings
  readonly containers: Asked<readonly AppContainer[]>
  readonly history: readonly Deployment[]
  readonly versions: readonly KeptVersion[]
  readonly numbers: readonly AppNumbers[]
  /** Of its pull requests; of a preview, itself. */
  readonly previews: readonly PreviewView[]
  /** Asked for by a link: it may take a while. */
  readonly preview: Asked<PlanPreview> | undefined
}

/** One app: what runs, what happened, what would happen, what can be done. */
export function AppPage(props: AppPageProps) {
  const { view, app, hook, previews } = props
  return (
    <Layout {...frameOf(view)} title={clean(app.app)} section="apps">
      <Live id="app-head" topic={`app:${encodeName(app.app)}`}>
        <PageHead
          title={
            <>
              <Foreign text={app.app} most={80} /> <ColorMark color={app.color} />
            </>
          }
          actions={<AppActions view={view} app={app} />}
        >
          <span class="line muted">
            <Foreign text={app.repository} most={100} />
            <Branch branch={app.detour?.branch ?? app.branch} />
          </span>
        </PageHead>
        <Hold lock={app.lock} detour={app.detour} now={view.now} />
      </Live>
      {app.last === undefined && app.live === undefined ? (
        <NeverDeployed app={app.app} repository={app.repository} branch={app.branch} hook={hook} />
      ) : (
        <Deployed {...props} />
      )}
      {previews.length === 0 ? null : (
        <Card id="previews" title="Previews" aside={<a href="/previews">All previews</a>}>
          <PreviewsTable view={view} previews={previews} />
        </Card>
      )}
      {app.preview === undefined ? <Preview {...props} /> : null}
    </Layout>
  )
}

function Deployed({ view, app, containers, history, versions, numbers }: AppPageProps) {
  const topic = `app:${encodeName(app.app)}`
  return (
    <>
      <Live id="app-now" topic={topic} class="cards">
        <LiveCard view={view} app={app} />
        <Card id="containers" title="Containers">
          <Containers containers={containers} project={app.project} now={view.now} />
        </Card>
      </Live>
      <Live id="app-history" topic={topic} class="cards">
        <Card
          id="history"
          title="History"
          aside={<a href={`/deployments?app=${encodeName(app.app)}`}>All deployments</a>}
        >
          <DeploymentsTable deployments={history} now={view.now} caption="History" ofOneApp />
        </Card>
        {app.last?.plan ? (
          <Card id="plan" title="Last plan" aside={<DeploymentLink id={app.last.id} />}>
            <PlanView plan={app.last.plan} outcome={app.last.outcome} />
          </Card>
        ) : null}
        <Card id="versions" title="Versions">
          <Versions view={view} app={app.app} versions={versions} isLocked={app.lock !== undefined} />
        </Card>
        <Card id="numbers" title="Numbers">
          <NumbersView spans={numbers} />
        </Card>
      </Live>
    </>
  )
}

const LiveCard = ({ view, app }: Pick<AppPageProps, 'view' | 'app'>) => (
  <Card id="live" title="Live">
    <div class="live-commit">
      <LiveCommit live={app.live} />
    </div>
    <Facts>
      {app.live ? (
        <Fact name="Since">
          <Ago at={app.live.at} now={view.now} /> (<DeploymentLink id={app.live.deployment} />)
        </Fact>
      ) : null}
      {app.last ? (
        <Fact name="Last deployment">
          <span class="line">
            <StateMark state={app.last.state} /> <DeploymentLink id={app.last.id} />
          </span>
        </Fact>
      ) : null}
      {app.project ? (
        <Fact name="Compose project">
          <Foreign text={app.project} most={80} />
        </Fact>
      ) : null}
      <Fact name="Checkout">
        <Foreign text={app.path} />
      </Fact>
    </Facts>
  </Card>
)

const Preview = ({ view, app, preview }: AppPageProps) => (
  <Card id="preview" title="If it were deployed now">
    {preview === undefined ? (
      <p>
        <a class="button small" href={`${appPath(app.app)}?plan=now#preview`}>
          See the plan
        </a>{' '}
        <span class="small muted">Fetches from the remote; changes nothing.</span>
      </p>
    ) : 'error' in preview ? (
      <FailureView error={preview.error} />
    ) : (
      <>
        <PlanView plan={preview.value.plan} />
        {view.actor.via === 'public' ? null : <Commands commands={preview.value.commands} />}
      </>
    )}
  </Card>
)

const Commands = ({ commands }: { commands: readonly string[] }) =>
  commands.length === 0 ? null : (
    <details class="more">
      <summary>Commands</summary>
      <pre tabindex={0}>{clean(commands.join('\n'))}</pre>
    </details>
  )
