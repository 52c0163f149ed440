import { join } from 'node:path'
import { defaultTriggers } from '../../src/config/triggers.ts'
import type { BuildContext, BuildModel, ComposeModel, Mount, ServiceModel } from '../../src/core/plan/compose-model.ts'
import { printModel } from '../../src/core/plan/compose-model.ts'
import type { FailedAttempt, PlanFacts } from '../../src/core/plan/facts.ts'
import { formatServicePlans } from '../../src/core/plan/format-plan.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { planDeployment } from '../../src/core/plan/plan-deployment.ts'

/** The checkout of every sample. */
export const sampleRoot = '/srv/shop'
export const sampleBase = 'b'.repeat(40)
export const sampleTip = 'a'.repeat(40)

/** A path of the sample checkout. */
export const inShop = (path: string): string => join(sampleRoot, path)

/** A service as a reader of a test sees it. Paths are relative to the checkout; a leading slash makes one absolute. */
export interface ServiceSample {
  /** Its build context; a service without one is not built here. */
  readonly context?: string
  readonly contexts?: readonly string[]
  /** `<context>/Dockerfile` unless it says otherwise. */
  readonly dockerfile?: string
  /** The text of the context's ignore file. */
  readonly ignore?: string
  readonly buildSecrets?: readonly string[]
  readonly uses?: readonly string[]
  readonly usesServices?: readonly string[]
  readonly isUnderstood?: boolean
  /** Services with the same word have the same build. */
  readonly sameBuild?: string
  readonly image?: string
  /** `folder web/html`, `file nginx.conf`, `config app.yml`, `secret key.pem`. */
  readonly mounts?: readonly string[]
  readonly envFiles?: readonly string[]
  /** Names; `db (restart)` for `restart: true`. */
  readonly dependsOn?: readonly string[]
  /** Sections of the definition beside those that follow from the above, as `ports: 80`. */
  readonly sections?: Readonly<Record<string, string>>
}

/** A service of a Compose model. */
export function service(name: string, sample: ServiceSample = {}): ServiceModel {
  const { image, mounts = [], envFiles = [], dependsOn = [] } = sample
  const build = buildOf(name, sample)
  return {
    name,
    image: image ?? (build === undefined ? `${name}:1` : `redshop-${name}`),
    ...(build === undefined ? {} : { build }),
    mounts: mounts.map(mountOf),
    envFiles: envFiles.map(placeOf),
    dependsOn: dependsOn.map(text => ({
      service: text.replace(' (restart)', ''),
      restart: text.endsWith(' (restart)'),
    })),
    profiles: [],
    publishedPorts: [],
    hasHealthcheck: false,
    sections: {
      ...(build === undefined ? {} : { build: JSON.stringify({ ...build, contexts: [], context: '' }) }),
      ...(image === undefined ? {} : { image }),
      ...(mounts.length === 0 ? {} : { volumes: mounts.join() }),
      ...(dependsOn.length === 0 ? {} : { depends_on: dependsOn.join() }),
      ...sample.sections,
    },
  }
}

const placeOf = (path: string): string => (path.startsWith('/') ? path : inShop(path))

const kinds = { folder: 'directory', file: 'file', config: 'config', secret: 'secret' } as const

function mountOf(text: string): Mount {
  const [kind = '', source = ''] = text.split(' ')
  return { kind: kinds[kind as keyof typeof kinds], source: placeOf(source) }
}

function buildOf(name: string, sample: ServiceSample): BuildModel | undefined {
  const { context, contexts = [], ignore, dockerfile } = sample
  if (context === undefined) return undefined
  const folder = placeOf(context)
  return {
    context: contextOf(folder, ignore),
    dockerfile: dockerfile === undefined ? join(folder, 'Dockerfile') : placeOf(dockerfile),
    contexts: contexts.map(further => contextOf(placeOf(further))),
    secretFiles: (sample.buildSecrets ?? []).map(placeOf),
    uses: sample.uses ?? ['alpine:3'],
    usesServices: sample.usesServices ?? [],
    isUnderstood: sample.isUnderstood ?? true,
    key: sample.sameBuild ?? `build of ${name}`,
  }
}

const contextOf = (folder: string, text?: string): BuildContext =>
  text === undefined ? { folder } : { folder, ignore: { file: join(folder, '.dockerignore'), text } }

/** A model of these services. */
export const composeModel = (services: readonly ServiceModel[]): ComposeModel => ({
  composeVersion: '2.26.1',
  services,
  inactive: [],
  unset: [],
  files: [inShop('compose.yml')],
  mayTakeInOthers: false,
})

/** Changed paths, from names between blanks. */
export const changedPaths = (names: string): NonNullable<PlanFacts['changed']> =>
  names
    .split(/\s+/)
    .filter(name => name !== '')
    .map(path => ({ path, status: 'modified' }))

/** A push to a healthy project whose services are, and were, these; nothing has changed but the commit. */
export function planFacts(services: readonly ServiceModel[], changes: Partial<PlanFacts> = {}): PlanFacts {
  const model = composeModel(services)
  return {
    tip: sampleTip,
    root: sampleRoot,
    base: sampleBase,
    changed: [],
    model,
    livePrint: printModel(model),
    failedSince: [],
    changedInputs: [],
    replacedFolders: [],
    lastAttemptIsTip: false,
    composeFiles: ['compose.yml'],
    down: [],
    orphans: [],
    overruled: [],
    missingImages: [],
    wishes: {},
    triggers: defaultTriggers,
    scope: 'changed',
    ignore: [],
    restart: [],
    removeOrphans: false,
    ...changes,
  }
}

/** An attempt that failed after it had built, with what differs between it and the tip. */
export const failedAttempt = (names: string, services: readonly ServiceModel[], id = 7): FailedAttempt => ({
  id,
  commit: 'c'.repeat(40),
  changed: changedPaths(names),
  print: printModel(composeModel(services)),
})

/** The value without these of its fields, as when nothing is known of them. */
export function without<T extends object, Name extends keyof T>(value: T, ...names: readonly Name[]): Omit<T, Name> {
  const left = { ...value }
  for (const name of names) delete left[name]
  return left
}

/** What becomes of each service. */
export const serviceText = (facts: PlanFacts): string => formatServicePlans(planDeployment(facts))

/** The whole plan: its action with each reason, the services, the warnings. */
export const planText = (facts: PlanFacts): string => formatWhole(planDeployment(facts))

const formatWhole = (plan: Plan): string =>
  [
    ...plan.reasons.map(({ text }) => `${plan.action}: ${text}`),
    ...formatServicePlans(plan)
      .split('\n')
      .filter(line => line !== '')
      .map(line => `  ${line}`),
    ...plan.warnings.map(warning => `warning: ${warning}`),
  ].join('\n')

/** A text of a test without the indentation that its place in the file gives it. */
export function dedent(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const depth = Math.min(...lines.map(line => line.length - line.trimStart().length))
  return lines.map(line => line.slice(depth)).join('\n')
}
