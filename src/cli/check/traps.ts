import { readFile } from 'node:fs/promises'
import type { App } from '../../core/app.ts'
import { RedhookError, toFailure } from '../../core/errors.ts'
import type { TrapFacts } from '../../core/plan/trap.ts'
import { findTraps } from '../../core/plan/traps.ts'
import { type CheckContext, type Finding, failed, ok, warn } from './finding.ts'
import { mapBounded } from './map-bounded.ts'

/** So many Compose processes at a time. */
const atOnce = 4

/** What in the Compose project of each app that is checked out will not do what its people expect. */
export async function checkTraps(context: CheckContext): Promise<Finding[]> {
  const apps = context.config.apps.filter(({ command, self }) => command === undefined && self === undefined)
  return (await mapBounded(apps, atOnce, app => checkApp(app, context))).flat()
}

async function checkApp(app: App, context: CheckContext): Promise<Finding[]> {
  const { kind, head } = await context.git.state(app)
  // Whatever keeps the target from being told, another check tells.
  const target = kind === 'checkout' ? await context.resolveTarget(app).catch(() => undefined) : undefined
  if (target === undefined || head === undefined) return []
  try {
    const model = await context.docker.resolve(target, context.signal)
    const traps = findTraps(model, await trapFacts(app, { head, files: model.files }, context))
    if (traps.length === 0) return [ok('traps', 'none in the Compose project', app.name)]
    return traps.map(({ text, remedy }) => warn('traps', text, remedy, app.name))
  } catch (error) {
    context.signal.throwIfAborted()
    return isAboutTools(error) ? [] : [failed('traps', toFailure(error), app.name)]
  }
}

/** Compose or the engine is away: told once for the machine, not for each app. */
const isAboutTools = (error: unknown): boolean =>
  error instanceof RedhookError && (error.code === 'COMPOSE_MISSING' || error.code === 'ENGINE_UNREACHABLE')

async function trapFacts(
  app: App,
  { head, files }: { head: string; files: readonly string[] },
  { git }: CheckContext,
): Promise<TrapFacts> {
  const [tracked, texts] = await Promise.all([
    git.changes(app, emptyTree(head), head),
    Promise.all(files.map(file => readFile(file, 'utf8').catch(() => ''))),
  ])
  return {
    root: app.lane,
    paths: (tracked ?? []).map(({ path }) => path),
    ignore: app.ignore,
    pull: app.pull,
    canSwitchColor: app.color === 'env',
    composeTexts: texts,
  }
}

/** The hash of a tree without files, as git computes it for either kind of hash: what differs from it is all there is. */
const emptyTree = ({ length }: string): string =>
  length === 64
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
