import type { BuildContext } from './compose-model.ts'
import { createIgnore } from './ignore-file.ts'
import { holds } from './places.ts'
import { type BuiltService, contextsOf } from './project.ts'

/** What a changed path is to the build contexts of a service. */
export type ContextView = 'sent' | 'excluded' | 'outside'

/**
 * Tells whether a path is a part of what a service's build is sent. A context that is a part of the path, as of a submodule, is
 * sent. Each folder with each ignore file is judged once a path, however many services share it.
 */
export function createContextView(): (service: BuiltService, file: string) => ContextView {
  const views = new Map<string, (file: string) => ContextView>()
  const viewOf = (context: BuildContext) => {
    const key = JSON.stringify([context.folder, context.ignore?.text])
    const view = views.get(key) ?? remember(viewContext(context))
    views.set(key, view)
    return view
  }
  const services = new Map<BuiltService, readonly ((file: string) => ContextView)[]>()
  return (service, file) => {
    const contexts = services.get(service) ?? contextsOf(service.build).map(viewOf)
    services.set(service, contexts)
    return strongest(contexts, file)
  }
}

function strongest(contexts: readonly ((file: string) => ContextView)[], file: string): ContextView {
  let found: ContextView = 'outside'
  for (const view of contexts) {
    const seen = view(file)
    if (seen === 'sent') return seen
    if (seen === 'excluded') found = seen
  }
  return found
}

function viewContext({ folder, ignore }: BuildContext): (file: string) => ContextView {
  const isExcluded = ignore === undefined ? () => false : createIgnore(ignore.text)
  const start = folder.endsWith('/') ? folder.length : folder.length + 1
  return file => {
    if (holds(file, folder)) return 'sent'
    if (!holds(folder, file)) return 'outside'
    return isExcluded(file.slice(start)) ? 'excluded' : 'sent'
  }
}

/** The paths come one after another, each asked for by all services in turn. */
function remember(view: (file: string) => ContextView): (file: string) => ContextView {
  let last: { file: string; view: ContextView } | undefined
  return file => {
    if (last?.file !== file) last = { file, view: view(file) }
    return last.view
  }
}
