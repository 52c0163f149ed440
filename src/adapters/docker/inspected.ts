import type { ContainerState } from '../../core/health/container-state.ts'

/** What of an inspected container we read (Engine API 1.41 and newer). */
export interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Image: string
  readonly RestartCount: number
  readonly State: {
    readonly Status: ContainerState['status']
    readonly ExitCode: number
    readonly OOMKilled: boolean
    readonly Error: string
    readonly StartedAt: string
    readonly Health?: { readonly Status: string; readonly Log?: readonly HealthLog[] | null }
  }
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null }
  readonly HostConfig: {
    readonly RestartPolicy: { readonly Name: string }
    readonly PortBindings: Readonly<Record<string, unknown>> | null
  }
  readonly NetworkSettings?: { readonly Ports?: Readonly<Record<string, readonly PublishedPort[] | null>> | null }
}

/** Where a port of a container is reached from outside. */
export interface PublishedPort {
  readonly HostIp: string
  readonly HostPort: string
}

interface HealthLog {
  readonly ExitCode: number
  readonly Output: string
}
