import { linkSections, type ModelPrint } from './compose-model.ts'
import { isBefore } from './compose-version.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Findings } from './findings.ts'
import { joined } from './phrases.ts'
import { isBuilt, type ProjectService } from './project.ts'
import type { Touched } from './touched.ts'

/** A part of a service's definition that is another than it was live, or in an attempt since then. */
export interface ChangedSection {
  readonly name: string
  /** The attempt it differs from, when it is as it was live. */
  readonly since?: number
}

/** The sections of a service's definition that differ; none for a new service, and none where another Compose wrote the print. */
export function changedSections(service: ProjectService, facts: PlanFacts): ChangedSection[] {
  const { model, livePrint, failedSince } = facts
  const isComparable = (print: ModelPrint | undefined) => print?.composeVersion === model?.composeVersion
  const live = isComparable(livePrint) ? differing(service, livePrint) : []
  const later = failedSince
    .filter(({ print }) => isComparable(print))
    .flatMap(({ id, print }) => differing(service, print).map(name => ({ name, since: id })))
  const sections = new Map<string, ChangedSection>()
  for (const section of [...live.map(name => ({ name })), ...later]) {
    if (!sections.has(section.name)) sections.set(section.name, section)
  }
  return [...sections.values()].filter(({ name }) => counts(name, facts))
}

/** A service's part of a print; undefined when it is not in it. */
export const sectionsIn = (print: ModelPrint | undefined, name: string): ModelPrint['services'][string] | undefined =>
  print !== undefined && Object.hasOwn(print.services, name) ? print.services[name] : undefined

function differing({ name, sections: now }: ProjectService, print: ModelPrint | undefined): string[] {
  const then = sectionsIn(print, name)
  if (then === undefined) return []
  return [...new Set([...Object.keys(now), ...Object.keys(then)])].filter(section => now[section] !== then[section])
}

/** What decides when to pull or to take part is no part of a container; nor, for newer Compose, is what it waits for. */
const counts = (section: string, { model }: PlanFacts): boolean =>
  section !== 'pull_policy' &&
  section !== 'profiles' &&
  (section !== 'depends_on' || isBefore(model?.composeVersion ?? '', 2, 30))

/** Sections whose content Compose does not look into. */
const unseen: readonly string[] = ['configs', 'secrets', linkSections.mounts]

/** Adds what the changed sections of a service mean. */
export function addDefinitionReasons(
  service: ProjectService,
  sections: readonly ChangedSection[],
  touched: readonly Touched[],
  findings: Findings,
): void {
  const rest = isBuilt(service) ? sections.filter(section => !addBuildReason(service, section, findings)) : sections
  const environment = rest.find(section => section.name === 'environment')
  const files = environment === undefined ? [] : touched.filter(({ file }) => service.envFiles.includes(file))
  for (const { name, said } of files) {
    findings.add(service.name, 'recreate', 'env-file', () =>
      because('env-file', `${said} changed its environment`, name),
    )
  }
  const others = rest.filter(section => section !== environment || files.length === 0)
  const fromEnv = touched.some(({ isProjectEnv }) => isProjectEnv)
  for (const [text, names] of sayChanges(others, fromEnv)) {
    const isForced = names.some(name => unseen.includes(name))
    const finding = because('definition', text, names.join(', '))
    findings.add(service.name, 'recreate', 'definition', () => (isForced ? { ...finding, isForced } : finding))
  }
}

/** What a section means for the image; false when it means nothing to it. */
function addBuildReason({ name: service }: ProjectService, section: ChangedSection, findings: Findings): boolean {
  const { name } = section
  const text = `its ${name} ${sayDifference(section)}`
  switch (name) {
    case 'build':
    case linkSections.build:
      findings.add(service, 'build', 'build-changed', () => because('build-changed', text, name))
      return true
    case 'image':
    case 'platform':
      findings.add(service, 'build', 'build-changed', () => ({
        ...because('build-changed', text, name),
        instead: 'recreate',
      }))
      return true
    case 'volumes':
    case linkSections.mounts:
      findings.add(service, 'build', 'unsure', () => ({
        ...because('unsure', `${text}, and where they covered its image, that may be stale`, name),
        instead: 'recreate',
        ...(unseen.includes(name) ? { isForced: true } : {}),
      }))
      return true
    default:
      return false
  }
}

/** A sentence for what differs from live, and one for each attempt since then, with the sections it tells of. */
function sayChanges(sections: readonly ChangedSection[], fromEnv: boolean): [text: string, names: string[]][] {
  const groups = Map.groupBy(sections, ({ since }) => since)
  return [...groups].map(([since, found]) => {
    const names = found.map(({ name }) => name).sort()
    const difference = sayDifference(since === undefined ? { name: '' } : { name: '', since })
    return [`its ${joined(names)} ${difference}${fromEnv ? ' (.env)' : ''}`, names]
  })
}

const sayDifference = ({ since }: ChangedSection): string =>
  since === undefined ? 'changed' : `differs from that of deployment ${since}`
