import type { RunningProject } from '../../core/init/found-project.ts'
import type { Disk } from '../../pipeline/ports/disk.ts'
import type { Git } from '../../pipeline/ports/git.ts'

/** What `init` looks at the machine with. */
export interface InitPorts {
  /** The Compose projects of which a container runs. @throws RedhookError ENGINE_UNREACHABLE */
  runningProjects(signal: AbortSignal): Promise<RunningProject[]>
  readonly git: Pick<Git, 'state' | 'remoteUrl' | 'editedPaths'>
  readonly disk: Pick<Disk, 'read' | 'realPath'>
}
