import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Disk } from '../../pipeline/ports/disk.ts'
import type { Metrics } from '../../pipeline/ports/metrics.ts'
import type { Store } from '../../pipeline/ports/store.ts'
import { countDeliveries } from './count-deliveries.ts'
import { countDeployments } from './count-deployments.ts'
import { countPolls } from './count-polls.ts'
import { measureStore } from './measure-store.ts'

export interface MetricsPorts {
  readonly version: string
  readonly store: Store
  readonly disk: Pick<Disk, 'freeBytes'>
  readonly clock: { now(): number }
  readonly dataDir: string
  /** How many apps the registry in force has. */
  apps(): number
  /** Streams of events that are open. */
  streams(): number
}

/** The event loop is woken up so often to see how late it is; every 10 ms, the default, is a quarter of what an idle Redhook costs. */
const lagPrecisionMs = 100

/** Metrics in a registry of their own. Counters begin at 0 with this process, as Prometheus expects; labels are few and fixed. */
export function createMetrics(ports: MetricsPorts): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagPrecisionMs })
  measureSelf(ports, registers)
  measureStore(ports, registers)
  const deliveries = countDeliveries(registers)
  const deployments = countDeployments(ports.store, registers)
  return {
    received: deliveries.count,
    ...countPolls(registers),
    async read() {
      await deployments.catchUp()
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function measureSelf({ version, disk, dataDir, apps, streams }: MetricsPorts, registers: Registry[]): void {
  new Gauge({
    name: 'redhook_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.versions.node }, 1)
  new Gauge({
    name: 'redhook_apps',
    help: 'Apps in the registry in force.',
    registers,
    collect() {
      this.set(apps())
    },
  })
  new Gauge({
    name: 'redhook_event_streams',
    help: 'Streams of events that are open.',
    registers,
    collect() {
      this.set(streams())
    },
  })
  new Gauge({
    name: 'redhook_disk_free_bytes',
    help: 'Bytes that Redhook may still write where its data folder is.',
    registers,
    async collect() {
      this.set((await disk.freeBytes(dataDir)) ?? Number.NaN)
    },
  })
}
