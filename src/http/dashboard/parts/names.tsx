import { clean, shorten } from '../text/clean.ts'
import { Icon } from './icon.tsx'

/** Words from outside, kept from turning what stands beside them. */
export const Foreign = ({ text, most = 200 }: { text: string; most?: number }) => (
  <bdi>{shorten(clean(text), most)}</bdi>
)

/** A commit as people quote it; the whole of it is in the title. */
export const Commit = ({ commit }: { commit: string | undefined }) =>
  commit === undefined ? (
    <span class="muted">–</span>
  ) : (
    <code class="commit" title={clean(commit)}>
      {clean(commit).slice(0, 10)}
    </code>
  )

/** A branch, by drawing and name. */
export const Branch = ({ branch }: { branch: string | undefined }) =>
  branch === undefined ? null : (
    <span class="branch">
      <Icon name="branch" />
      <Foreign text={branch} most={80} />
    </span>
  )

export const AppLink = ({ app }: { app: string }) => (
  <a class="app-link" href={appPath(app)}>
    <Foreign text={app} most={80} />
  </a>
)

export const DeploymentLink = ({ id }: { id: number }) => <a href={`/deployments/${id}`}>#{id}</a>

/** The page of an app. */
export const appPath = (app: string): string => `/apps/${encodeName(app)}`

/** A name as a path or an attribute may hold it, whatever is in it. The script does the same. */
export const encodeName = (name: string): string => encodeURIComponent(name.toWellFormed())
