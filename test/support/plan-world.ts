import { printModel, type ServiceModel } from '../../src/core/plan/compose-model.ts'
import type { ChangedPath, FailedAttempt, PlanFacts } from '../../src/core/plan/facts.ts'
import { createIgnore } from '../../src/core/plan/ignore-file.ts'
import type { OverruledBuild, Plan } from '../../src/core/plan/plan.ts'
import { planDeployment } from '../../src/core/plan/plan-deployment.ts'
import { composeModel, inShop, planFacts, sampleRoot, service } from './plan-samples.ts'

/** The files of a commit: content by path. */
export type Tree = Readonly<Record<string, string>>

/** What the Compose file of a tree says, kept in it as JSON. */
export interface ComposeSpec {
  readonly webMount: boolean
  readonly webImage: string
  readonly worker: 'none' | 'shares' | 'builds'
  readonly job: boolean
  readonly env: string
  readonly arg: string
}

/** How a deployment ends. `killed`: in the middle of its builds. `up`: with some services replaced. */
export type Ending = 'good' | 'killed' | 'build' | 'up' | 'verify' | 'rolled-back'

interface Image {
  readonly files: Tree
  readonly rest: string
}

interface Container {
  readonly image: Image
  readonly definition: string
  /** Configs and secrets, as they were when it was created. */
  readonly configs: string
  /** Single mounted files, as they were when it was started. */
  held: string
}

interface Good {
  readonly id: number
  readonly tree: Tree
  readonly overruled: readonly OverruledBuild[]
  readonly images: ReadonlyMap<string, Image>
}

interface Failed {
  readonly id: number
  readonly tree: Tree
}

/** The services of a tree. */
export function servicesOf(tree: Tree): ServiceModel[] {
  const spec = specOf(tree)
  const ignore = tree['web/.dockerignore']
  const ignored = ignore === undefined ? {} : { ignore }
  const web = (image: string | undefined, arg: string, isMounted: boolean) => ({
    context: 'web',
    ...ignored,
    ...(image === undefined ? {} : { image }),
    mounts: isMounted ? ['folder web/src', 'file web/app.conf'] : [],
    sameBuild: `web ${arg}`,
    sections: { build: `web ${arg}`, environment: spec.env },
  })
  return [
    service('base', { context: 'base', image: 'shop-base', sections: { build: 'base' } }),
    service('web', web(spec.webImage, spec.arg, spec.webMount)),
    ...(spec.worker === 'shares' ? [service('worker', { image: spec.webImage })] : []),
    ...(spec.worker === 'builds' ? [service('worker', web(undefined, '0', false))] : []),
    ...(spec.job ? [service('job', { context: 'job', ...usesOf(tree), sections: { build: 'job' } })] : []),
    service('proxy', { mounts: ['file conf/nginx', 'config conf/app', 'folder html'], dependsOn: ['web'] }),
  ]
}

const specOf = (tree: Tree): ComposeSpec => JSON.parse(tree['compose.yml'] ?? '{}') as ComposeSpec

const usesOf = (tree: Tree) =>
  tree['job/Dockerfile'] === 'FROM web' ? { usesServices: ['web'] } : { uses: [tree['job/Dockerfile'] ?? ''] }

/** A server that deploys as planned, with an engine that does what the real one does. */
export function createPlanWorld() {
  let images = new Map<string, Image>()
  let containers = new Map<string, Container>()
  let goods: Good[] = []
  let live: Good | undefined
  let failed: Failed[] = []
  let last: { tree: Tree; ending: Ending } | undefined
  let id = 0

  const factsOf = (tree: Tree, wishes: PlanFacts['wishes']): PlanFacts => {
    const services = servicesOf(tree)
    const facts = planFacts(services, {
      failedSince: failed.map(attempt => factOf(attempt, tree)),
      lastAttemptIsTip: last?.ending === 'good' && last.tree === tree,
      ...(last?.ending === 'rolled-back' && last.tree === tree && !wishes.always ? { knownBad: id } : {}),
      down: services.map(({ name }) => name).filter(name => !containers.has(name)),
      orphans: [...containers.keys()].filter(name => !services.some(known => known.name === name)),
      removeOrphans: true,
      missingImages: services.filter(({ build, image }) => build && !images.has(image)).map(({ image }) => image),
      overruled: live?.overruled ?? [],
      wishes,
    })
    const { base, changed, livePrint, ...rest } = facts
    if (live === undefined) return rest
    return {
      ...facts,
      changed: diff(live.tree, tree),
      livePrint: printModel(composeModel(servicesOf(live.tree))),
    }
  }

  const build = (plan: Plan, tree: Tree, ending: Ending): void => {
    const building = plan.services.filter(({ action }) => action === 'build')
    const count = ending === 'killed' ? Math.floor(building.length / 2) : building.length
    const services = servicesOf(tree)
    for (const { service: name } of building.slice(0, count)) {
      const found = services.find(known => known.name === name)
      if (found) images.set(found.image, buildImage(found, tree, images, services))
    }
  }

  const create = (found: ServiceModel, tree: Tree): void => {
    const image = found.build || images.has(found.image) ? images.get(found.image) : pulled(found.image)
    if (image === undefined) throw new Error(`no image ${found.image}`)
    containers.set(found.name, {
      image,
      definition: definitionOf(found),
      configs: mounted(found, tree, 'config'),
      held: mounted(found, tree, 'file'),
    })
  }

  /** As Compose before 2.30 does it. */
  const up = (tree: Tree, count: number): Set<string> => {
    const services = servicesOf(tree)
    const replaced = new Set<string>()
    for (const found of services.slice(0, count)) {
      const { name, image, dependsOn } = found
      const running = containers.get(name)
      const isOther =
        running === undefined ||
        running.definition !== definitionOf(found) ||
        (images.has(image) && JSON.stringify(images.get(image)) !== JSON.stringify(running.image)) ||
        dependsOn.some(({ service: other }) => replaced.has(other))
      if (!isOther) continue
      create(found, tree)
      if (running) replaced.add(name)
    }
    containers = new Map([...containers].filter(([name]) => services.some(known => known.name === name)))
    return replaced
  }

  const finish = (plan: Plan, tree: Tree, replaced: ReadonlySet<string>): void => {
    const services = servicesOf(tree)
    for (const { service: name, action, isForced } of plan.services) {
      const found = services.find(known => known.name === name)
      const container = containers.get(name)
      if (found === undefined || container === undefined || replaced.has(name)) continue
      if (isForced) create(found, tree)
      else if (action === 'restart') container.held = mounted(found, tree, 'file')
    }
  }

  const putBack = (good: Good): void => {
    for (const found of servicesOf(good.tree)) {
      const image = good.images.get(found.name)
      if (image) images.set(found.image, image)
    }
    containers = new Map()
    up(good.tree, Number.POSITIVE_INFINITY)
  }

  const succeed = (tree: Tree, overruled: readonly OverruledBuild[]): void => {
    const running = new Map([...containers].map(([name, { image }]) => [name, image]))
    live = { id, tree, overruled, images: running }
    goods = [...goods, live].slice(-3)
    failed = []
  }

  return {
    /** Deploys a tree; what was planned, and what ended well in the end. */
    deploy(
      tree: Tree,
      ending: Ending,
      wishes: PlanFacts['wishes'] = {},
    ): { plan: Plan; isDone: boolean; left: string[] } {
      const plan = planDeployment(factsOf(tree, wishes))
      if (plan.action === 'skip') return { plan, isDone: plan.reasons[0]?.rule !== 'known-bad', left: [] }
      id += 1
      const before = new Map(containers)
      const ended = ending === 'rolled-back' && live === undefined ? 'verify' : ending
      const tags = new Map(images)
      build(plan, tree, ended)
      last = { tree, ending: ended }
      if (ended === 'killed' || ended === 'build') {
        if (ended === 'build') images = tags
        failed = [{ id, tree }, ...failed]
        return { plan, isDone: false, left: [] }
      }
      if (servicesOf(tree).some(({ build: built, image }) => built && !images.has(image))) {
        failed = [{ id, tree }, ...failed]
        last = { tree, ending: 'up' }
        return { plan, isDone: false, left: [] }
      }
      const replaced = up(tree, ended === 'up' ? 2 : Number.POSITIVE_INFINITY)
      if (ended !== 'up') finish(plan, tree, replaced)
      if (ended === 'good') {
        succeed(tree, plan.overruled ?? [])
        const left = plan.services.filter(({ action }) => action === 'leave').map(({ service: name }) => name)
        return { plan, isDone: true, left: left.filter(name => containers.get(name) !== before.get(name)) }
      }
      if (ended === 'rolled-back' && live) {
        putBack(live)
        failed = []
      } else failed = [{ id, tree }, ...failed]
      return { plan, isDone: false, left: [] }
    },
    /** Puts a kept version back by hand; its tree, if there is one. */
    rollBack(at: number): Tree | undefined {
      const good = goods[at % Math.max(goods.length, 1)]
      if (good === undefined) return undefined
      id += 1
      putBack(good)
      live = good
      failed = []
      last = { tree: good.tree, ending: 'verify' }
      return good.tree
    },
    /** Somebody clears an image away. */
    loseImage: (name: string): void => void images.delete(name),
    /** The builds that are owed for what runs. */
    owed: (): readonly string[] => (live?.overruled ?? []).map(({ service: name }) => name),
    /** Everything in which what runs is not what the tree says. */
    differences: (tree: Tree): string[] =>
      servicesOf(tree).flatMap(found => differences(found, containers.get(found.name), tree)),
  }
}

const factOf = (attempt: Failed, tree: Tree): FailedAttempt => ({
  id: attempt.id,
  commit: 'c'.repeat(40),
  changed: diff(attempt.tree, tree),
  print: printModel(composeModel(servicesOf(attempt.tree))),
})

function diff(from: Tree, to: Tree): ChangedPath[] {
  const paths = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...paths].filter(path => from[path] !== to[path]).map(path => ({ path, status: 'modified' }))
}

const pulled = (name: string): Image => ({ files: {}, rest: `pulled ${name}` })

const definitionOf = ({ sections: { build, ...rest } }: ServiceModel): string => JSON.stringify(rest)

const mounted = ({ mounts }: ServiceModel, tree: Tree, kind: string): string =>
  JSON.stringify(mounts.filter(mount => mount.kind === kind).map(({ source }) => [source, tree[inTree(source)]]))

const inTree = (file: string): string => file.slice(sampleRoot.length + 1)

/** What the builder makes of a service: the files it is sent, and everything else. */
function buildImage(
  { build, sections }: ServiceModel,
  tree: Tree,
  images: ReadonlyMap<string, Image>,
  services: readonly ServiceModel[],
): Image {
  const folder = `${inTree(build?.context?.folder ?? '')}/`
  const isExcluded = createIgnore(build?.context?.ignore?.text ?? '')
  const sent = Object.entries(tree).filter(
    ([path]) => path.startsWith(folder) && !isExcluded(path.slice(folder.length)) && !path.endsWith('.dockerignore'),
  )
  const used = [
    ...(build?.uses ?? []),
    ...(build?.usesServices ?? []).map(name => services.find(other => other.name === name)?.image ?? ''),
  ]
  const rest = { section: sections.build, used: used.map(name => images.get(name) ?? pulled(name)) }
  return { files: Object.fromEntries(sent), rest: JSON.stringify(rest) }
}

/** The image that a service should run: everything built anew from the tree, what is used before what uses it. */
function expectedImage(found: ServiceModel, tree: Tree): Image {
  const services = servicesOf(tree)
  const images = new Map<string, Image>()
  for (const other of services) {
    if (other.build) images.set(other.image, buildImage(other, tree, images, services))
  }
  return images.get(found.image) ?? pulled(found.image)
}

function differences(found: ServiceModel, container: Container | undefined, tree: Tree): string[] {
  const { name, mounts } = found
  if (container === undefined) return [`${name} has no container`]
  const expected = expectedImage(found, tree)
  const isShown = (path: string) =>
    mounts.some(({ kind, source }) => kind !== 'config' && `${inShop(path)}/`.startsWith(`${source}/`))
  const files = new Set([...Object.keys(expected.files), ...Object.keys(container.image.files)])
  return [
    ...[...files]
      .filter(path => expected.files[path] !== container.image.files[path] && !isShown(path))
      .map(path => `${name} has ${container.image.files[path]} for ${path}, not ${expected.files[path]}`),
    ...(container.image.rest === expected.rest ? [] : [`${name} is built from ${container.image.rest}`]),
    ...(container.definition === definitionOf(found) ? [] : [`${name} is defined as ${container.definition}`]),
    ...(container.configs === mounted(found, tree, 'config') ? [] : [`${name} has configs ${container.configs}`]),
    ...(container.held === mounted(found, tree, 'file') ? [] : [`${name} holds ${container.held}`]),
  ]
}
