import { type ProviderName, providerTitles } from '../../../core/provider.ts'
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
      <code>redhook add acme/shop --path /srv/staging/shop</code> sets one up, with key, checkout and webhook;{' '}
      <code>redhook init</code> writes entries for what runs on this machine already. Or write one into{' '}
      <code>redhook.yml</code> by hand: Redhook notices by itself, and <code>redhook check</code> looks at it first.
    </p>
    <pre>{entry}</pre>
  </Empty>
)

export interface HookSettings {
  readonly provider: ProviderName
  /** Where the forge sends pushes to. */
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
    <p>
      Let {providerTitles[hook.provider]} tell Redhook of pushes: in the repository, Settings →{' '}
      {hook.provider === 'azure' ? 'Service hooks' : 'Webhooks'}.
    </p>
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
            <GeneralSecret provider={hook.provider} />
          )}
        </dd>
      </div>
      <div>
        <dt>Events</dt>
        <dd>
          Pushes, and what <code>on</code>, <code>previews</code> and <code>checks</code> of the app need
        </dd>
      </div>
    </dl>
    <p>
      Then push to {branch === undefined ? 'its branch' : <code>{branch}</code>}. Or try it now, from the machine
      Redhook runs on:
    </p>
    <pre>{`redhook send ${repository.replace('*/', 'owner/')}\nredhook deploy ${app} --follow`}</pre>
  </Empty>
)

const GeneralSecret = ({ provider }: Pick<HookSettings, 'provider'>) =>
  provider === 'github' ? (
    <>
      <code>GITHUB_WEBHOOK_SECRET</code> in Redhook’s <code>.env</code>
    </>
  ) : (
    <>
      <code>providers.{provider}.secret</code> in <code>redhook.yml</code>
    </>
  )
