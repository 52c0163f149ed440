import type { CheckLimits } from '../../core/check/check-limits.ts'
import { formatDuration } from '../../core/durations.ts'
import type { CheckBox } from '../ports/check-boxes.ts'
import type { CheckPorts } from './check-ports.ts'
import type { BoxWish, CheckWork } from './check-work.ts'
import { openServiceBox } from './open-service-box.ts'

/** Makes the container that the steps run in. @throws RedhookError CHECK_FAILED, PREVIEW_REFUSED, ENGINE_UNREACHABLE */
export async function openCheckBox(work: CheckWork, wish: BoxWish, ports: CheckPorts): Promise<CheckBox> {
  const { check, lines, signal } = work
  const { where, env } = wish.spec
  lines.note('build', `Preparing a container of ${'image' in where ? where.image : `the service ${where.service}`}`)
  lines.note('build', formatLimits(wish.limits))
  if ('service' in where) return openServiceBox(work, where.service, wish, ports)
  const request = { id: check.id, tree: wish.tree, limits: wish.limits, env }
  return ports.boxes.openImage(where.image, request, { signal, onLine: lines.output('build') })
}

const formatLimits = ({ timeoutMs, memoryBytes, cpus }: CheckLimits): string =>
  `At most ${formatDuration(timeoutMs)}, ${Math.round(memoryBytes / 1e6)} MB of memory, ${cpus} ${cpus === 1 ? 'core' : 'cores'}`
