import type { App } from '../core/app.ts'
import { whyInvalidBranch } from '../core/branch.ts'
import type { Deployment } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import { isHeld } from '../core/hold/hold.ts'
import { type HeldRegistry, withoutDetour } from './held-registry.ts'
import type { Detour } from './ports/hold-store.ts'
import type { Store } from './ports/store.ts'
import { type QueuePorts, queueDeployment } from './queue-deployment.ts'

export interface DetourPorts extends QueuePorts {
  readonly store: Pick<Store, 'request' | 'setDetour' | 'endDetour' | 'detours' | 'list'>
  readonly held: HeldRegistry
  /** A detour has begun or ended: when the next one ends may be another time. */
  onChange(): void
}

export interface Detours {
  /** @throws RedhookError USAGE */
  start(app: App, wanted: { branch: string; until?: number }, by: string): Promise<Deployment>
  /** Deploys the usual branch's tip. @throws RedhookError ALREADY_ENDED where there is no detour */
  end(app: App, by: string): Promise<Deployment>
  /** The branch that a deployment was about to follow is gone: if the app still follows it, that ends. */
  leave(app: App): Promise<void>
  /** Ends those whose time is over, and queues again what a crash kept from being queued. */
  settle(): Promise<void>
}

/** Other branches than the usual ones, for a while. A detour is stored before its deployment is queued, and ends after that. */
export function createDetours(ports: DetourPorts): Detours {
  const { store, clock, held, onChange } = ports
  /** Two who end the same one at once queue one deployment. */
  const ending = new Map<string, Promise<Deployment>>()
  const change = (detour: Detour) => {
    store.setDetour(detour)
    held.refresh()
    onChange()
  }
  const queue = (app: App, { branch, by }: Pick<Detour, 'branch' | 'by'>, isBack: boolean) => {
    const usual = isBack ? app.branch : app.detour?.usual
    const detour = { branch, isBack, ...(usual === undefined ? {} : { usual }) }
    return queueDeployment(ports, app, { kind: 'request', by, detour }, { always: true })
  }
  const goBack = async (app: App, detour: Detour, by: string) => {
    // Over from now on; a crash before the deployment is queued finds it so.
    change({ ...detour, until: Math.min(clock.now(), detour.until ?? Number.POSITIVE_INFINITY) })
    const deployment = await queue(withoutDetour(app), { branch: detour.branch, by }, true)
    if (store.detours().get(app.name)?.at === detour.at) store.endDetour(app.name)
    return deployment
  }
  const end = (app: App, detour: Detour, by: string) => {
    const work = ending.get(app.name) ?? goBack(app, detour, by).finally(() => ending.delete(app.name))
    ending.set(app.name, work)
    return work
  }
  return {
    async start(app, { branch, until }, by) {
      refuse(app, branch, held)
      const detour = { app: app.name, branch, by, at: clock.now(), ...(until === undefined ? {} : { until }) }
      change(detour)
      return queue(held.find(app.name) ?? app, detour, false)
    },
    async end(app, by) {
      const detour = store.detours().get(app.name)
      if (detour === undefined) throw noDetour(app)
      return end(app, detour, by)
    },
    async leave(app) {
      const detour = store.detours().get(app.name)
      if (detour !== undefined && detour.branch === app.branch) await end(app, detour, 'redhook')
    },
    async settle() {
      for (const [name, detour] of store.detours()) {
        const app = held.find(name)
        if (app === undefined) store.endDetour(name)
        else if (!isHeld(detour, clock.now())) await end(app, detour, 'redhook')
        else if ((store.list({ app: name, limit: 1 })[0]?.createdAt ?? 0) < detour.at) await queue(app, detour, false)
      }
    },
  }
}

function refuse(app: App, branch: string, held: HeldRegistry): void {
  const wrong = whyInvalidBranch(branch)
  if (wrong !== undefined) throw usage(`${JSON.stringify(branch)} is no name for a branch: ${wrong}`, 'Name a branch.')
  if (branch === withoutDetour(app).branch)
    throw usage(
      `${branch} is the branch that ${app.name} follows anyway`,
      `To leave a detour: redhook deploy ${app.name} --back.`,
    )
  const others = held.current().apps.filter(({ lane, name }) => lane === app.lane && name !== app.name)
  if (others.length > 0)
    throw usage(
      `${app.name} shares its checkout with ${others.map(({ name }) => name).join(', ')}, which would get ${branch} as well`,
      'Give it a checkout of its own (path), or deploy the branch once: redhook deploy --ref.',
    )
}

const noDetour = ({ name }: App) =>
  new RedhookError(`${name} follows its usual branch already`, {
    code: 'ALREADY_ENDED',
    hint: `To deploy its tip: redhook deploy ${name}.`,
  })

const usage = (message: string, hint: string) => new RedhookError(message, { code: 'USAGE', hint })
