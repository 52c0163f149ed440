import type { App } from '../core/app.ts'
import type { HouseHealth } from './house.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'

export interface DiskPorts {
  readonly disk: Pick<Disk, 'space'>
  readonly docker: Pick<Docker, 'rootFolder'>
  readonly dataDir: string
  apps(): readonly App[]
}

type DiskFacts = HouseHealth['disk'][number]

/** The file systems that matter, each once: that of Redhook's data, the engine's, and those of the checkouts. */
export async function measureDisks({ disk, docker, dataDir, apps }: DiskPorts): Promise<DiskFacts[]> {
  const engine = await docker.rootFolder().catch(() => undefined)
  const places = [
    { what: "Redhook's data", path: dataDir },
    ...(engine === undefined ? [] : [{ what: 'Docker', path: engine }]),
    ...[...new Set(apps().map(({ path }) => path))].map(path => ({ what: 'checkouts', path })),
  ]
  const measured = await Promise.all(places.map(async place => ({ place, space: await disk.space(place.path) })))
  const byDevice = new Map<string, DiskFacts>()
  for (const { place, space } of measured) {
    if (space === undefined) continue
    const { device, ...bytes } = space
    const known = byDevice.get(device)
    byDevice.set(
      device,
      known === undefined ? { ...place, ...bytes } : { ...known, what: join(known.what, place.what) },
    )
  }
  return [...byDevice.values()]
}

const join = (known: string, what: string): string => (known.split(', ').includes(what) ? known : `${known}, ${what}`)
