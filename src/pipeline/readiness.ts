import { toFailure } from '../core/errors.ts'
import type { ReadinessCheck } from './house.ts'
import type { Docker } from './ports/docker.ts'
import type { Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'

/** Whether everything a deployment needs is there, each need by name. */
export function checkReadiness({
  store,
  git,
  docker,
}: {
  store: Store
  git: Git
  docker: Docker
}): Promise<ReadinessCheck[]> {
  return Promise.all([
    look('store', async () => {
      store.probe()
      return 'writable'
    }),
    look('git', () => git.version()),
    look('compose', () => docker.composeVersion()),
    look('engine', () => docker.engineVersion()),
  ])
}

async function look(name: string, ask: () => Promise<string>): Promise<ReadinessCheck> {
  try {
    return { name, ok: true, detail: await ask() }
  } catch (error) {
    return { name, ok: false, detail: toFailure(error).message }
  }
}
