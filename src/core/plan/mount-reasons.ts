import type { Mount } from './compose-model.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Findings } from './findings.ts'
import { holds, placeName, reaches } from './places.ts'
import type { ProjectService } from './project.ts'
import type { Touched } from './touched.ts'

/** Adds what a path that was touched means to a service that has something mounted; false when it does not reach that. */
export function addMountReason(
  { name }: ProjectService,
  mount: Mount,
  path: Touched,
  { root, restart, replacedFolders }: Pick<PlanFacts, 'root' | 'restart' | 'replacedFolders'>,
  findings: Findings,
): boolean {
  const { kind, source } = mount
  const { file, said, name: evidence } = path
  if (isOtherKind(mount, file, replacedFolders)) {
    const text = `a file and a folder took each other's place at ${placeName(root, source)}, which is mounted into it`
    const finding = because('folder-replaced', text, evidence)
    findings.add(name, 'recreate', 'folder-replaced', () => ({ ...finding, isForced: true }))
    return true
  }
  // A single file is reached by itself, or by a submodule that holds it.
  if (kind === 'file' ? !holds(file, source) : !reaches(file, source)) return false
  if (kind === 'directory') {
    const action = restart.includes(name) ? 'restart' : 'leave'
    findings.add(name, action, 'mounted-folder', () =>
      because('mounted-folder', `${said} reaches it through the mounted folder ${placeName(root, source)}`, evidence),
    )
  } else if (kind === 'file') {
    const text = `${said} is mounted into it, and its containers hold the old file until they restart`
    findings.add(name, 'restart', 'mounted-file', () => because('mounted-file', text, evidence))
  } else {
    const finding = because('config-file', `${said} is a ${kind} of it`, evidence)
    findings.add(name, 'recreate', 'config-file', () => ({ ...finding, isForced: true }))
  }
  return true
}

/** Whether a file stands where a folder was, or the other way round. The engine can't start the old container with that again. */
const isOtherKind = ({ kind, source }: Mount, file: string, replacedFolders: PlanFacts['replacedFolders']): boolean =>
  kind === 'file'
    ? file !== source && holds(source, file)
    : kind === 'directory' && file === source && replacedFolders.includes(source)

/** Adds what is known of mounts without a path: folders that git made anew, and everything when the diff can't be told. */
export function addFolderReasons(
  { name, mounts }: ProjectService,
  { root, replacedFolders }: Pick<PlanFacts, 'root' | 'replacedFolders'>,
  isDiffUnknown: boolean,
  findings: Findings,
): void {
  for (const { kind, source } of mounts) {
    const place = placeName(root, source)
    if (kind === 'directory' && replacedFolders.includes(source)) {
      const text = `git made the mounted folder ${place} anew, and its containers hold the old one until they restart`
      findings.add(name, 'restart', 'folder-replaced', () => because('folder-replaced', text, place))
    }
    if (!isDiffUnknown || !reaches(root, source)) continue
    const unsure = because('unsure', `whether ${place} changed, which is mounted into it, can't be told`, place)
    if (kind === 'file' || kind === 'directory') findings.add(name, 'restart', 'unsure', () => unsure)
    else findings.add(name, 'recreate', 'unsure', () => ({ ...unsure, isForced: true }))
  }
}
