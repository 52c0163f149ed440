import { type App, type Color, projectName } from '../core/app.ts'
import type { AppContainer } from './house.ts'
import { usesCompose } from './make-plan.ts'
import type { Docker, ProjectContainer } from './ports/docker.ts'

const colors: readonly Color[] = ['red', 'blue']

/** The containers of an app as they are now, of both colors. @throws RedhookError ENGINE_UNREACHABLE */
export async function listContainers(app: App, docker: Pick<Docker, 'containersOf'>): Promise<AppContainer[]> {
  if (!usesCompose(app)) return []
  return (await docker.containersOf(projectsOf(app))).map(toContainer)
}

/** The Compose projects that are the app's, whichever color it has now. */
const projectsOf = (app: App): string[] =>
  app.color === 'none' ? [app.name] : colors.map(color => projectName(app, color))

const toContainer = ({
  id,
  name,
  service,
  status,
  health,
  exitCode,
  restartCount,
  startedAt,
  imageName,
  ports,
  project,
}: ProjectContainer): AppContainer => ({
  service,
  name,
  id: id.slice(0, 12),
  state: status,
  restarts: restartCount,
  image: imageName,
  ports,
  project,
  ...(health === undefined ? {} : { health: health.status }),
  ...(status === 'exited' || status === 'dead' ? { exitCode } : {}),
  ...(startedAt === undefined ? {} : { startedAt }),
})
