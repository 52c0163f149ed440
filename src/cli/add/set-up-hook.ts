import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { AddContext } from './context.ts'
import { forgePages } from './forge-pages.ts'
import { noteMade } from './made.ts'
import type { HookSecret } from './pick-secret.ts'

/** The hook's id at the forge, where the API may be asked and leads there; undefined where it is left to a person. */
export async function setUpHook(context: AddContext, hook: HookSecret): Promise<string | undefined> {
  const { config, ports, remote, deps, tell } = context
  const { publicUrl } = config.server
  if (publicUrl === undefined || !ports.forge.abilities(remote).api) return void tell(byHand(context, hook))
  try {
    return await byApi(context, `${publicUrl}${hook.path}`, hook.secret)
  } catch (error) {
    deps.signal.throwIfAborted()
    if (!(error instanceof RedhookError) || error.code === 'PROVIDER_UNREACHABLE') throw error
    tell({ step: 'webhook', state: 'todo', message: `the API did not make it: ${error.message}`, lines: [error.hint] })
    return void tell(byHand(context, hook))
  }
}

async function byApi({ ports, remote, files, deps, tell }: AddContext, url: string, secret: string): Promise<string> {
  const { setup } = ports.forge
  const found = await setup.findHook(remote, url, deps.signal)
  if (found !== undefined) {
    tell({
      step: 'webhook',
      state: 'kept',
      message: `${remote.name} has one to ${url}${found.isActive ? '' : ', but it is switched off'}`,
    })
    return found.id
  }
  const { id } = await setup.createHook(remote, { url, secret }, deps.signal)
  await noteMade(files.made, { hook: id })
  tell({ step: 'webhook', state: 'done', message: `${remote.name} has one to ${url} now` })
  return id
}

/** What a person fills in. The secret is told by its place alone. */
function byHand({ config, home, remote }: AddContext, { path, where }: HookSecret) {
  const { publicUrl } = config.server
  const pages = forgePages(remote.provider, home ?? '', remote.name)
  const at = home === undefined ? `the webhooks of ${remote.name}` : pages.hook
  return {
    step: 'webhook',
    state: 'todo' as const,
    message: `add it at ${providerTitles[remote.provider]}: ${at}`,
    lines: [
      `URL: ${publicUrl ?? '<how the forge reaches this machine>'}${path}`,
      ...(publicUrl === undefined ? ['(server.publicUrl of the registry would say how)'] : []),
      `Secret: ${where}`,
      ...pages.hookFields,
    ],
  }
}
