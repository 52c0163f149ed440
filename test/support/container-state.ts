import type { ContainerState } from '../../src/core/health/container-state.ts'

/** A running container of a service, as the engine shows it. */
export const containerState = (service: string, changes: Partial<ContainerState> = {}): ContainerState => ({
  id: service,
  name: `redshop-${service}-1`,
  service,
  image: 'sha256:0',
  imageName: `redshop-${service}`,
  status: 'running',
  exitCode: 0,
  outOfMemory: false,
  startedAt: 1,
  restartCount: 0,
  restartPolicy: 'no',
  publishesPorts: false,
  dependsOn: [],
  ...changes,
})
