import { type AppFields, addToRegistry } from '../../config/edit-registry.ts'
import type { App } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import { checkRegistry, findRegistryFile, type RegistryFile, writeRegistry } from '../init/registry-file.ts'
import type { Access, AddContext } from './context.ts'
import type { Wanted } from './decide.ts'
import { asInRegistry } from './key-files.ts'
import type { Step } from './report.ts'

/** Writes the app into the registry, unless it is there; what would be wrong is never written. @throws RedhookError CONFIG_INVALID */
export async function enter(context: AddContext, access: Access, secret: string | undefined): Promise<void> {
  const { deps, wanted, registry, tell } = context
  const fields = fieldsOf(wanted, registry, access, secret)
  if (wanted.there !== undefined) return tell(keptEntry(wanted.there, fields, registry))
  // Somebody may have changed it while keys were made and pasted.
  const now = await findRegistryFile(deps, { config: registry.path })
  const text = addToRegistry(now.text ?? registry.text, wanted.repository, fields)
  checkRegistry(now, text, deps)
  await writeRegistry(now, text)
  tell({ step: 'registry', state: 'done', message: `${wanted.name} is in ${registry.path} now` })
}

/** An entry that somebody wrote is left to them: what it lacks is told. */
function keptEntry(there: App, fields: AppFields, { path }: RegistryFile): Step {
  const lacks = [
    ...(there.deployKey === undefined ? ['deployKey', 'knownHosts'] : []),
    // With a secret in the registry none is handed on.
    'secret',
  ].filter(name => fields[name] !== undefined)
  if (lacks.length === 0) return { step: 'registry', state: 'kept', message: `${there.name} is in ${path}` }
  const lines = lacks.map(name => `${name}: ${JSON.stringify(fields[name])}`)
  return {
    step: 'registry',
    state: 'todo',
    message: `${there.name} is in ${path}, but needs these fields, too:`,
    lines,
  }
}

/** Says before anything is made that the entry would be wrong: a name that is taken, a folder inside another one. */
export function proveEntry({ deps, wanted, registry }: Pick<AddContext, 'deps' | 'wanted' | 'registry'>): void {
  if (wanted.there !== undefined) return
  const { url = wanted.sibling?.url, branch, sibling } = wanted
  const deployed = branch ?? (sibling?.path === wanted.path ? sibling.branch : undefined)
  const access = {
    ...(url !== undefined && { url }),
    ...sameKey(wanted),
    ...(deployed !== undefined && { branch: deployed }),
  }
  const text = addToRegistry(registry.text, wanted.repository, fieldsOf(wanted, registry, access, undefined))
  try {
    checkRegistry(registry, text, deps)
  } catch (error) {
    if (!(error instanceof RedhookError)) throw error
    const hint = 'Nothing was made or written. Choose another --path or --project, or correct the registry.'
    throw new RedhookError(error.message, { code: error.code, cause: error, hint })
  }
}

const sameKey = ({ sibling }: Wanted): Pick<Access, 'deployKey' | 'knownHosts'> => ({
  ...(sibling?.deployKey !== undefined && { deployKey: sibling.deployKey }),
  ...(sibling?.knownHosts !== undefined && { knownHosts: sibling.knownHosts }),
})

/** In the order in which people read them. */
function fieldsOf(
  { name, path, provider, namesProvider }: Wanted,
  registry: RegistryFile,
  { url, deployKey, knownHosts, branch }: Partial<Access>,
  secret: string | undefined,
): AppFields {
  return {
    path,
    project: name,
    ...(namesProvider && { provider }),
    ...(url !== undefined && { url }),
    ...(deployKey !== undefined && { deployKey: asInRegistry(registry.path, deployKey) }),
    ...(knownHosts !== undefined && { knownHosts: asInRegistry(registry.path, knownHosts) }),
    ...(branch !== undefined && { branch }),
    ...(secret !== undefined && { secret: `\${file:${asInRegistry(registry.path, secret)}}` }),
  }
}
