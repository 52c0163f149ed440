import type { PreviewSettings } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import type { PreviewApp } from '../../core/preview/is-preview.ts'
import { assignPorts, type PortNeed, type Ports, portNeeds } from '../../core/preview/ports.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { PreviewEngine } from '../ports/preview-engine.ts'
import type { PreviewStore } from '../ports/preview-store.ts'

export interface PortPorts {
  readonly store: PreviewStore
  readonly engine: Pick<PreviewEngine, 'isPortFree'>
}

/**
 * Ports for all that the model publishes, written down with the preview: it keeps them as long as it lives.
 * @throws RedhookError PREVIEW_REFUSED when the range is full
 */
export async function providePorts(
  { preview: { of, number } }: Pick<PreviewApp, 'preview'>,
  settings: PreviewSettings,
  model: unknown,
  ports: PortPorts,
): Promise<Ports> {
  const found = ports.store.preview(of, number)
  if (found === undefined) return {}
  return takePorts(found, portNeeds(model), settings, ports)
}

/** As `providePorts`, for these needs; without any there is the main port alone. */
export async function takePorts(
  preview: Pick<Preview, 'app' | 'number'>,
  needs: readonly PortNeed[],
  { ports: range }: PreviewSettings,
  { store, engine }: PortPorts,
): Promise<Ports> {
  const busy = new Set<number>()
  for (;;) {
    const have = store.preview(preview.app, preview.number)?.ports ?? {}
    const taken = new Set([...busy, ...takenByOthers(preview, store)])
    const assigned = assignPorts(needs, have, { ...range, taken })
    if (assigned === undefined) throw rangeIsFull(range)
    const added = [...new Set(Object.values(assigned))].filter(port => !Object.values(have).includes(port))
    const areFree = await Promise.all(added.map(port => engine.isPortFree(port)))
    const found = added.filter((_, index) => !areFree[index])
    for (const port of found) busy.add(port)
    const others = takenByOthers(preview, store)
    if (found.length > 0 || added.some(port => others.has(port))) continue
    const now = store.preview(preview.app, preview.number)
    if (now !== undefined && added.length > 0) store.putPreview({ ...now, ports: assigned })
    return assigned
  }
}

const takenByOthers = ({ app, number }: Pick<Preview, 'app' | 'number'>, store: PreviewStore): Set<number> =>
  new Set(
    store
      .previews()
      .filter(other => other.app !== app || other.number !== number)
      .flatMap(({ ports }) => Object.values(ports)),
  )

const rangeIsFull = ({ from, to }: PreviewSettings['ports']) =>
  new RedhookError(`All ports from ${from} to ${to} are in use`, {
    code: 'PREVIEW_REFUSED',
    hint: 'Make the range previews.ports of the app larger, or its limit smaller.',
  })
