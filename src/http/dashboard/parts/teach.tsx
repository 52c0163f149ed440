import { Empty } from './frame.tsx'

const entry = `repos:
  acme/shop:
    path: /srv/staging/shop
    url: git@github.com:acme/shop.git
    project: shop`

/** No app at all: the entry to write. */
export const NoApps = () => (
  <Empty title="The registry lists no app yet.">
    <p>
      Write one into <code>redhook.yml</code>. Redhook notices by itself; <code>redhook check</code> looks at it first,
      and <code>redhook init</code> writes entries for what runs on this machine already.
    </p>
    <pre>{entry}</pre>
  </Empty>
)

export interface HookSettings {
  /** Where GitHub sends pushes to. */
  readonly url: string
  /** The repository has a secret of its own. */
  readonly ownSecret: boolean
}

interface NeverDeployedProps {
  readonly app: string
  readonly repository: string
  readonly branch: string | undefined
  readonly hook: HookSettings
}

/** An app that never deployed: the webhook to make, or a push to send by hand. */
export const NeverDeployed = ({ app, repository, branch, hook }: NeverDeployedProps) => (
  <Empty title="This app was never deployed.">
    <p>Let GitHub tell Redhook of pushes: in the repository, Settings → Webhooks → Add webhook.</p>
    <dl class="facts paste">
      <div>
        <dt>Payload URL</dt>
        <dd>
          <code>{hook.url}</code>
        </dd>
      </div>
      <div>
        <dt>Content type</dt>
        <dd>
          <code>application/json</code>
        </dd>
      </div>
      <div>
        <dt>Secret</dt>
        <dd>
          {hook.ownSecret ? (
            <>
              the repository’s own: <code>secret</code> of its entry in <code>redhook.yml</code>
            </>
          ) : (
            <>
              <code>GITHUB_WEBHOOK_SECRET</code> in Redhook’s <code>.env</code>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Events</dt>
        <dd>Just the push event</dd>
      </div>
    </dl>
    <p>
      Then push to {branch === undefined ? 'its branch' : <code>{branch}</code>}. Or try it now, from the machine
      Redhook runs on:
    </p>
    <pre>{`redhook send ${repository.replace('*/', 'owner/')}\nredhook deploy ${app} --follow`}</pre>
  </Empty>
)
