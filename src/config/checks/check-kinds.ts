import type { AppInput } from '../app-schema.ts'
import type { Check, Entry, Report } from '../entry.ts'

type Field = keyof AppInput

const forCompose: readonly Field[] = ['compose', 'color', 'profiles', 'pull', 'removeOrphans']
const notForSelf: readonly Field[] = ['command', 'before', 'after', 'stamp', ...forCompose]

/** An app is one of three kinds (Compose, `command`, `self`), and has only the fields of its kind. */
export const createCheckKinds =
  (inContainer: boolean): Check =>
  (entries, report) => {
    for (const entry of entries) checkKind(entry, inContainer, report)
  }

function checkKind(entry: Entry, inContainer: boolean, report: Report): void {
  const { self, command } = entry.own
  if (typeof self === 'object') {
    for (const field of notForSelf) refuse(entry, field, 'self.restart', report)
    if (inContainer) report(restartInContainer(entry))
  } else if (command !== undefined) {
    for (const field of forCompose) refuse(entry, field, 'command', report)
    refuseServices(entry, 'before', report)
    refuseServices(entry, 'after', report)
  }
}

function refuse({ at, own }: Entry, field: Field, kind: string, report: Report): void {
  if (own[field] === undefined) return
  const message = `means nothing beside ${kind}; remove one of them`
  report({ path: [...at, field], atKey: true, found: field, expected: `nothing beside ${kind}`, message })
}

/** There are no services without Compose. */
function refuseServices({ at, own }: Entry, field: 'before' | 'after', report: Report): void {
  for (const [index, hook] of (own[field] ?? []).entries()) {
    if (Array.isArray(hook)) continue
    const message = `a command app has no services to run in; write the command alone, as a list of words`
    report({ path: [...at, field, index], found: 'a command in a service', expected: 'a list of words', message })
  }
}

const restartInContainer = ({ at }: Entry) => ({
  path: [...at, 'self'],
  atKey: true,
  found: 'restart',
  expected: 'skip',
  message:
    'Redhook runs in a container here and cannot restart into another image; write self: skip and update it on the host with docker compose up -d --build',
})
