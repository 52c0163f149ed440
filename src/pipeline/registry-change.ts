import type { App } from '../core/app.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

/** What of a registry is compared when another takes its place. */
interface Comparable {
  readonly apps: readonly App[]
  readonly server: {
    readonly address: string
    readonly port: number
    readonly dataDir: string
    readonly concurrency: number
    readonly log: { readonly level: string; readonly file?: string }
  }
}

interface Change {
  readonly before: Comparable
  readonly now: Comparable
}

const fixedUntilRestart = ({ server }: Comparable): ReadonlyMap<string, string | number | undefined> =>
  new Map<string, string | number | undefined>([
    ['address', server.address],
    ['port', server.port],
    ['dataDir', server.dataDir],
    ['concurrency', server.concurrency],
    ['log.level', server.log.level],
    ['log.file', server.log.file],
  ])

/** Says what a new registry leaves behind, and what of it needs a restart. */
export function tellChange({ before, now }: Change, ports: { store: Pick<Store, 'lastProject'>; log: Log }): void {
  const { log } = ports
  const inForce = fixedUntilRestart(before)
  for (const [setting, wanted] of fixedUntilRestart(now)) {
    if (inForce.get(setting) === wanted) continue
    log.warn({ setting, inForce: inForce.get(setting), wanted }, 'this setting needs a restart')
  }
  const names = new Set(now.apps.map(app => app.name))
  for (const app of before.apps.filter(({ name }) => !names.has(name))) tellLeft(app, now.apps, ports)
}

/** An app that left keeps its containers; the command that takes them down is named. */
function tellLeft(
  left: App,
  apps: readonly App[],
  { store, log }: { store: Pick<Store, 'lastProject'>; log: Log },
): void {
  const heir = apps.find(({ lane, dir }) => lane === left.lane && dir === left.dir)
  const isCompose = left.command === undefined && left.self === undefined
  const project = isCompose ? store.lastProject(left.name)?.project : undefined
  const remedy = project === undefined ? {} : { project, takeDown: `docker compose -p ${project} down` }
  if (heir)
    log.warn(
      { app: left.name, now: heir.name, ...remedy },
      'the app was renamed; its old Compose project keeps running',
    )
  else log.warn({ app: left.name, ...remedy }, 'the app left the registry; its containers stay')
}
