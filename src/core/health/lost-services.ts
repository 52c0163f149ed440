import type { ContainerState } from './container-state.ts'

/** Services that have fewer containers than at first: somebody removes them while they are looked at. In their order. */
export function lostServices(first: readonly ContainerState[], last: readonly ContainerState[]): string[] {
  const count = (containers: readonly ContainerState[], service: string) =>
    containers.filter(container => container.service === service).length
  const services = [...new Set(first.map(({ service }) => service))]
  return services.filter(service => count(last, service) < count(first, service))
}
