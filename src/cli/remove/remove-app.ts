import { rm } from 'node:fs/promises'
import { removeFromRegistry } from '../../config/edit-registry.ts'
import type { App } from '../../core/app.ts'
import { checkRegistry, writeRegistry } from '../init/registry-file.ts'
import type { RemoveContext } from './context.ts'
import { forgetAtForge } from './forget-at-forge.ts'
import { whatStays } from './what-stays.ts'

/** Takes an app out of the registry, with what `add` made for it; containers and files of the app stay, and are told. */
export async function removeApp(context: RemoveContext): Promise<void> {
  const { deps, registry, app, config, files, keepsKey, tell } = context
  const text = removeFromRegistry(registry.text, placeOf(app, config.apps))
  checkRegistry(registry, text, deps)
  const isLast = !config.apps.some(other => other !== app && isOfSame(other, app))
  const isForgotten = isLast && !keepsKey && (await forgetAtForge(context))
  await writeRegistry(registry, text)
  tell({ step: 'registry', state: 'done', message: `${app.name} is out of ${registry.path}` })
  const isOurKey = app.deployKey === files.key
  if (isForgotten) await removeFiles(context)
  else if (isOurKey)
    tell({
      step: 'deploy key',
      state: 'kept',
      message: `${files.key} stays${isLast ? '' : ', since another app has it'}`,
    })
  tell(whatStays(app))
}

const isOfSame = (a: App, b: App): boolean =>
  a.provider === b.provider && a.repository.toLowerCase() === b.repository.toLowerCase()

/** The apps of a repository stand in the order of its list. */
const placeOf = (app: App, apps: readonly App[]) => ({
  repository: app.repository,
  index: apps.filter(({ repository }) => repository === app.repository).indexOf(app),
})

/** What `add` keeps for a repository; a key that the operator keeps elsewhere is not ours. */
async function removeFiles({ files, app, tell }: RemoveContext): Promise<void> {
  for (const file of [files.key, `${files.key}.pub`, files.secret, files.made]) await rm(file, { force: true })
  if (app.deployKey === files.key) tell({ step: 'deploy key', state: 'done', message: `${files.key} is deleted` })
}
