import type { AppPorts, Door } from './app.ts'
import type { Listener } from './app-listener.ts'

/**
 * Everything but the hook, loaded and made when somebody first asks for it: a Redhook that nobody looks at starts sooner and stays smaller. A
 * failure is not kept.
 */
export function createLoadedApp(ports: AppPorts, door: Door): Listener {
  let loading: Promise<Listener> | undefined
  return async (incoming, outgoing) => {
    loading ??= load(ports, door)
    const listener = await loading.catch((error: unknown) => {
      loading = undefined
      throw error
    })
    await listener(incoming, outgoing)
  }
}

async function load(ports: AppPorts, door: Door): Promise<Listener> {
  const { createAppListener } = await import('./app-listener.ts')
  return createAppListener(ports, door)
}
