import type { ContextView } from './context-view.ts'
import { because, type Finding } from './findings.ts'
import { holds } from './places.ts'
import { type BuiltService, contextsOf } from './project.ts'
import type { Touched } from './touched.ts'
import { isDockerfile, isOwnFile, type Trigger } from './trigger-reasons.ts'

type BuildRule = 'dockerfile' | 'trigger' | 'build-secret' | 'context'

/** The rule by which a path that was touched builds the service, the most telling one; undefined when it does not. */
export function whyBuild(
  service: BuiltService,
  file: string,
  trigger: Trigger | undefined,
  view: (service: BuiltService, file: string) => ContextView,
): BuildRule | undefined {
  if (isOwnFile(service, file)) return 'dockerfile'
  if (trigger?.builds.has(service)) return 'trigger'
  if (service.build.secretFiles.some(secret => holds(file, secret))) return 'build-secret'
  return view(service, file) === 'sent' ? 'context' : undefined
}

/** What the rule says. */
export const sayBuild = (
  rule: BuildRule,
  service: BuiltService,
  path: Touched,
  trigger: Trigger | undefined,
): Omit<Finding, 'action'> => because(rule, `${path.said} ${predicate(rule, service, path.file, trigger)}`, path.name)

function predicate(rule: BuildRule, service: BuiltService, file: string, trigger: Trigger | undefined): string {
  switch (rule) {
    case 'dockerfile':
      return isDockerfile(service, file) ? 'is its Dockerfile' : "is its build's ignore file"
    case 'trigger':
      return `matches the trigger ${trigger?.glob}${trigger?.isNowhere ? ' and is in no build context' : ''}`
    case 'build-secret':
      return 'is a secret of its build'
    case 'context':
      return isPart(service, file) ? 'is in its build context' : 'holds its build context'
    default:
      return rule satisfies never
  }
}

/** Not so for a submodule with the context inside. */
const isPart = ({ build }: BuiltService, file: string): boolean =>
  contextsOf(build).some(({ folder }) => holds(folder, file))
