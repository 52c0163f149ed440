import { access, constants, stat } from 'node:fs/promises'
import { bad, type CheckContext, type Finding, ok } from './finding.ts'

/** Deploy keys are there, readable by this process, and by nobody else: ssh refuses a key that others can read. */
export async function checkKeys({ config }: CheckContext): Promise<Finding[]> {
  const users = new Map(
    config.apps.flatMap(({ deployKey, name }) => (deployKey === undefined ? [] : [[deployKey, name]])),
  )
  return Promise.all([...users].map(([path, app]) => checkKey(path, app)))
}

async function checkKey(path: string, app: string): Promise<Finding> {
  try {
    const { mode } = await stat(path)
    await access(path, constants.R_OK)
    const permissions = (mode & 0o777).toString(8).padStart(4, '0')
    return (mode & 0o077) === 0
      ? ok('deploy key', path, app)
      : bad('deploy key', `${path} can be read by others (${permissions})`, `chmod 600 ${path}`, app)
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES'
    return denied
      ? bad('deploy key', `${path} cannot be read`, 'It must belong to the user Redhook runs as, with mode 0600.', app)
      : bad(
          'deploy key',
          `${path} is not there`,
          `ssh-keygen -t ed25519 -N '' -f ${path}, then add ${path}.pub to the repository.`,
          app,
        )
  }
}
