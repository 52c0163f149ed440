import type { Color, ColorSetting } from '../app.ts'
import type { FoundProject, ProjectCheckout, ProjectPlace } from './found-project.ts'
import { parseRemoteName } from './remote-name.ts'
import { usualFiles } from './usual-files.ts'

/** What would go into the registry: one app of a repository. */
export interface InitEntry {
  /** The registry's key: `acme/shop`, or a star for any owner where the remote does not tell one. */
  readonly repository: string
  /** The Compose projects that run now and become this app: one, or both colors. */
  readonly projects: readonly string[]
  readonly app: InitApp
}

/** The fields of the app as they are written, in this order. */
export interface InitApp {
  readonly path: string
  readonly dir?: string
  readonly project: string
  readonly branch?: string
  readonly color: ColorSetting
  readonly compose?: readonly string[]
}

/** Something a person should know about a project. */
export interface InitWarning {
  readonly project: string
  readonly message: string
  /** The next action. */
  readonly hint: string
}

export interface InitPlan {
  readonly entries: readonly InitEntry[]
  readonly warnings: readonly InitWarning[]
  /** Projects that can't become an app as they are; a warning says why. */
  readonly left: readonly string[]
}

/** What the registry would need so that these projects are deployed as they run now. In the order of their names. */
export function planInit(found: readonly FoundProject[]): InitPlan {
  const warnings: InitWarning[] = []
  const warn = (project: string, [message, hint]: Words) => warnings.push({ project, message, hint })
  const ready: Ready[] = []
  const left: string[] = []
  for (const project of found) {
    const obstacle = whyNot(project)
    if (obstacle === undefined) ready.push(...takeReady(project))
    else {
      warn(project.project, obstacle)
      left.push(project.project)
    }
  }
  const entries = tellApart(mergeColors(ready.map(toEntry)))
  for (const each of ready) for (const words of worthKnowing(each)) warn(each.found.project, words)
  for (const [project, words] of sharedFolders(ready, entries)) warn(project, words)
  for (const { projects, app } of entries) if (projects.length > 1) warn(projects.join(', '), bothColors(app.project))
  return { entries, warnings, left }
}

type Words = readonly [message: string, hint: string]

interface Ready {
  readonly found: FoundProject
  readonly place: ProjectPlace
  readonly checkout: ProjectCheckout
  readonly remote: string
}

function takeReady(found: FoundProject): Ready[] {
  const { place } = found
  const { checkout } = place ?? {}
  return place && checkout?.remote !== undefined ? [{ found, place, checkout, remote: checkout.remote }] : []
}

/** What keeps a project from becoming an app. */
function whyNot({ folder, isOwn, place }: FoundProject): Words | undefined {
  if (isOwn)
    return ['Redhook itself runs in it', 'Redhook does not deploy itself in a container: update it from the host.']
  if (place === undefined)
    return [`its folder ${folder} is gone`, 'Start the project from where its checkout is now, then look again.']
  const { checkout } = place
  if (checkout === undefined)
    return [`${folder} is not in a git repository`, 'Clone the repository there, then look again.']
  if (checkout.remote === undefined)
    return [
      `${checkout.root} has no remote called origin`,
      `git -C ${checkout.root} remote add origin <url>, then look again.`,
    ]
  return undefined
}

function toEntry({ found, place, checkout, remote }: Ready): InitEntry {
  const repository = parseRemoteName(remote)
  const { color, project } = readColor(found, place, checkout, repository)
  const dir = relativeTo(checkout.root, place.folder)
  const files = place.files.map(file => relativeTo(place.folder, file) ?? file)
  const usual = usualFiles(place)
  return {
    repository,
    projects: [found.project],
    app: {
      path: checkout.root,
      ...(dir === undefined || dir === '.' ? {} : { dir }),
      project,
      ...(checkout.branch === undefined ? {} : { branch: checkout.branch }),
      color,
      ...(isSame(files, usual) ? {} : { compose: files }),
    },
  }
}

const isSame = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((file, index) => file === b[index])

/** The color and the name that together are the project; `none` where the first letters only look like a color. */
function readColor(
  { project }: FoundProject,
  { folder, env }: ProjectPlace,
  { root }: ProjectCheckout,
  repository: string,
): { color: ColorSetting; project: string } {
  const [, color, name] = /^(red|blue)([a-z0-9][a-z0-9_-]*)$/.exec(project) ?? []
  if (color === undefined || name === undefined) return { color: 'none', project }
  if (env.COLOR === color) return { color: 'env', project: name }
  const names = [folder, root, repository].map(lastPart)
  return names.includes(project) ? { color: 'none', project } : { color: color as Color, project: name }
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase()

/** Red and blue of one app become one entry; which of them is deployed is for `.env` to say. */
function mergeColors(entries: readonly InitEntry[]): InitEntry[] {
  const groups = Map.groupBy(entries, ({ repository, app: { path, dir, project, color } }) =>
    color === 'none' ? `${repository} ${path} ${project} alone` : JSON.stringify([repository, path, dir, project]),
  )
  return [...groups.values()].flatMap(([first, second, ...others]) => {
    if (first === undefined || second === undefined) return first ?? []
    const projects = [first, second, ...others].flatMap(entry => entry.projects)
    return { ...first, projects, app: { ...first.app, color: 'env' as const } }
  })
}

/** Two apps of one name, such as the colors in checkouts of their own, go by their whole projects. */
function tellApart(entries: readonly InitEntry[]): InitEntry[] {
  const count = Map.groupBy(entries, ({ app }) => app.project)
  return entries.map(entry => {
    const [project = entry.app.project, other] = entry.projects
    const isAlone = (count.get(entry.app.project)?.length ?? 0) < 2 || other !== undefined
    return isAlone ? entry : { ...entry, app: { ...entry.app, project, color: 'none' as const } }
  })
}

const bothColors = (project: string): Words => [
  `are the two colors of ${project}`,
  `COLOR in its .env says which one is deployed (red if it says nothing); stop the other one once nobody needs it.`,
]

function* worthKnowing({ place, checkout }: Ready): Generator<Words> {
  const { root, branch, edited } = checkout
  if (branch === undefined) {
    yield [
      `${root} has a detached HEAD: no branch is checked out`,
      `git -C ${root} switch <branch>, or name the branch in the registry.`,
    ]
  }
  if (edited.length > 0) {
    yield [
      `${root} has local changes: ${listed(edited)}`,
      'A push that touches these files is refused until they are committed or undone.',
    ]
  }
  const gone = place.files.length === 0
  if (gone) yield ['its Compose files are gone', 'Look which files the project is made of now, and correct compose.']
  const outside = place.files.filter(file => relativeTo(checkout.root, file) === undefined)
  if (outside.length > 0) {
    yield [
      `${listed(outside)} is outside of the repository`,
      'A push does not change such a file. Put it into the repository if it should.',
    ]
  }
}

function* sharedFolders(ready: readonly Ready[], entries: readonly InitEntry[]): Generator<[string, Words]> {
  const entryOf = new Map(entries.flatMap(entry => entry.projects.map(project => [project, entry] as const)))
  const byFolder = Map.groupBy(ready, ({ place }) => place.folder)
  for (const [folder, sharing] of byFolder) {
    const names = sharing.map(({ found }) => found.project)
    if (new Set(names.map(name => entryOf.get(name))).size < 2) continue
    const hint = 'They share one checkout, and so its branch. Give each a checkout of its own if they should differ.'
    yield [names.join(', '), [`run from the same folder, ${folder}`, hint]]
  }
}

/** The first ones, and how many more. */
const listed = (paths: readonly string[]): string =>
  paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ')

/** A path as seen from a folder above it, `.` for the folder itself; undefined for one outside. */
function relativeTo(folder: string, path: string): string | undefined {
  if (path === folder) return '.'
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
}
