/** One container of a Compose project as the engine showed it at one moment. One-off containers of `run` are never among them. */
export interface ContainerState {
  readonly id: string
  readonly name: string
  readonly service: string
  /** The id of its image, `sha256:…`. */
  readonly image: string
  /** The image as the service names it. */
  readonly imageName: string
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** What the engine says went wrong when it started the container. */
  readonly error?: string
  /** Epoch milliseconds of the engine's clock; absent if it never started. */
  readonly startedAt?: number
  /** How often its restart policy started it again. */
  readonly restartCount: number
  readonly restartPolicy: 'no' | 'always' | 'on-failure' | 'unless-stopped'
  /** Present if and only if it has a healthcheck. */
  readonly health?: Health
  readonly publishesPorts: boolean
  /** Services this one waits for, with Compose's condition (`service_started`, `service_healthy`, …). */
  readonly dependsOn: readonly Dependency[]
}

export interface Health {
  readonly status: 'starting' | 'healthy' | 'unhealthy'
  /** What the last check printed, with its exit code. */
  readonly lastOutput?: string
}

export interface Dependency {
  readonly service: string
  readonly condition: string
}

/** All containers of a project at one moment. */
export interface Sample {
  /** Milliseconds of a clock that never jumps, counted from the end of `up`. */
  readonly afterMs: number
  /** The same moment in epoch milliseconds, to compare with `startedAt`. */
  readonly at: number
  readonly containers: readonly ContainerState[]
}
