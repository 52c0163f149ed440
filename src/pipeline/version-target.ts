import { relative } from 'node:path'
import type { App } from '../core/app.ts'
import type { Version } from '../core/deployment/deployment.ts'
import type { Target } from '../core/target.ts'
import { type FileView, resolveTarget } from './target.ts'

/**
 * Where a version runs: in its own color, with its own Compose files as far as the checkout has them, and with the `.env` as it is.
 * @throws RedhookError COMPOSE_FILE_MISSING, COMPOSE_INVALID
 */
export async function versionTarget(
  app: App,
  { color, composeFiles }: Pick<Version, 'color' | 'composeFiles'>,
  view: FileView,
): Promise<Target> {
  const files = composeFiles.map(file => relative(app.dir, file))
  const areThere = await Promise.all(files.map(file => view.exists(file)))
  const hasOwn = files.length > 0 && areThere.every(Boolean)
  return resolveTarget(
    { ...app, color: color === 'red' || color === 'blue' ? color : 'none', compose: hasOwn ? files : app.compose },
    view,
  )
}
