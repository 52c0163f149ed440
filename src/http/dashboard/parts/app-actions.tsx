import type { AppView } from '../../../pipeline/house.ts'
import { may, type View } from '../view.ts'
import { Action, UntilField } from './action.tsx'
import { appPath, Foreign } from './names.tsx'

interface AppActionsProps {
  readonly view: View
  readonly app: AppView
}

/** What can be done with an app, by those who may. */
export function AppActions({ view, app }: AppActionsProps) {
  if (!may(view, 'deploy')) return null
  const path = appPath(app.app)
  return (
    <>
      {app.lock ? <Unlock path={path} app={app} /> : <Deploy path={path} app={app} />}
      {app.lock ? null : app.detour ? <Back path={path} app={app} /> : <TakeDetour path={path} app={app} />}
      {app.lock ? null : <LockIt path={path} />}
    </>
  )
}

interface ActionOf {
  readonly path: string
  readonly app: AppView
}

const Deploy = ({ path, app }: ActionOf) => (
  <Action id="deploy" title="Deploy" confirm="Deploy" tone="primary" path={`${path}/deploy`}>
    <p>
      The tip of <Foreign text={app.detour?.branch ?? app.branch ?? 'its branch'} most={80} /> becomes live on this
      server.
    </p>
    <label for="deploy-ref">Or another branch, tag or commit, once</label>
    <input id="deploy-ref" name="ref" maxlength={250} autocomplete="off" spellcheck={false} placeholder="the tip" />
    <label for="deploy-build">Build</label>
    <select id="deploy-build" name="build">
      <option value="plan">what the plan says</option>
      <option value="all">everything</option>
      <option value="fresh">everything, without the cache, with new base images</option>
      <option value="none">nothing</option>
    </select>
  </Action>
)

const LockIt = ({ path }: Pick<ActionOf, 'path'>) => (
  <Action id="lock" title="Lock" confirm="Lock" path={`${path}/lock`}>
    <p>Pushes are recorded and wait; the newest is deployed when the lock ends.</p>
    <label for="lock-reason">Reason</label>
    <input
      id="lock-reason"
      name="reason"
      required
      maxlength={200}
      autocomplete="off"
      placeholder="demo for a customer"
    />
    <UntilField id="lock-until" forever="until somebody unlocks" />
  </Action>
)

const Unlock = ({ path, app: { lock } }: ActionOf) => (
  <Action id="unlock" title="Unlock" confirm="Unlock" tone="primary" path={`${path}/unlock`}>
    <p>
      {lock ? (
        <>
          <Foreign text={lock.by} most={60} /> locked it: <Foreign text={lock.reason} />.{' '}
        </>
      ) : null}
      What waits is deployed.
    </p>
  </Action>
)

const TakeDetour = ({ path, app }: ActionOf) => (
  <Action id="detour" title="Detour" confirm="Take the detour" path={`${path}/detour`}>
    <p>
      Another branch is deployed for a while, and so is every push to it. Pushes to{' '}
      <Foreign text={app.branch ?? 'the usual branch'} most={80} /> are recorded; its tip comes back at the end.
    </p>
    <label for="detour-branch">Branch</label>
    <input id="detour-branch" name="branch" required maxlength={250} autocomplete="off" spellcheck={false} />
    <UntilField id="detour-until" forever="until somebody ends it" />
  </Action>
)

const Back = ({ path, app }: ActionOf) => (
  <Action id="back" title="End the detour" confirm="End the detour" path={`${path}/back`}>
    <p>
      The tip of <Foreign text={app.branch ?? 'the usual branch'} most={80} /> is deployed again.
    </p>
  </Action>
)
