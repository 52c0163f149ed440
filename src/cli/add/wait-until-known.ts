import { RedhookError } from '../../core/errors.ts'
import type { ApiApp } from '../api.ts'
import type { AddContext } from './context.ts'
import { sleep } from './sleep.ts'

const patienceMs = 15_000

/** Whether a running server has the app; it takes over a changed registry by itself. False where none runs. */
export async function waitUntilKnown({ client, deps, wanted, tell }: AddContext): Promise<boolean> {
  try {
    for (const end = deps.now() + patienceMs; ; await sleep(100, deps.signal)) {
      const { apps } = await client.get<{ apps: readonly ApiApp[] }>('/api/v1/apps')
      if (apps.some(({ app }) => app === wanted.name)) break
      if (deps.now() > end) throw refused(wanted.name)
    }
  } catch (error) {
    deps.signal.throwIfAborted()
    if (!(error instanceof RedhookError) || error.code !== 'NO_SERVER') throw error
    tell({
      step: 'server',
      state: 'todo',
      message: 'no server runs yet',
      lines: ['Start it: redhook serve, or systemctl start redhook'],
    })
    return false
  }
  tell({ step: 'server', state: 'done', message: `it knows ${wanted.name}` })
  return true
}

const refused = (name: string): RedhookError =>
  new RedhookError(`the server did not take ${name} over within ${patienceMs / 1_000} s`, {
    code: 'CONFIG_INVALID',
    hint: 'Its log says why: a variable or file that it may not read, or another registry than this one. redhook check may tell, too.',
  })
