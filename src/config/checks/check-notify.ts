import type { AppInput } from '../app-schema.ts'
import type { Check, Report } from '../entry.ts'
import type { FieldPath } from '../problem.ts'
import { suggest } from '../suggest.ts'

type Notify = NonNullable<AppInput['notify']>

/** Who is told has to be a channel of the registry, and once in a list. */
export const createCheckNotify =
  (channels: readonly string[], defaults: { readonly notify?: Notify }): Check =>
  (entries, report) => {
    checkList(defaults.notify, ['defaults'], channels, report)
    for (const { own, at } of entries) checkList(own.notify, at, channels, report)
  }

function checkList(notify: Notify = [], above: FieldPath, channels: readonly string[], report: Report): void {
  const names = notify.map(entry => (typeof entry === 'string' ? entry : entry.to))
  for (const [index, name] of names.entries()) {
    const path = [...above, 'notify', index, ...(typeof notify[index] === 'string' ? [] : ['to'])]
    const found = JSON.stringify(name)
    if (!channels.includes(name))
      report({ path, found, expected: 'a channel', message: unknownChannel(found, name, channels) })
    else if (names.indexOf(name) < index)
      report({
        path,
        found,
        expected: 'another channel',
        message: `${found} stands here a second time; name its kinds in one entry`,
      })
  }
}

function unknownChannel(found: string, name: string, channels: readonly string[]): string {
  if (channels.length === 0)
    return `${found} is not a channel; there are none yet: add channels: at the top of the registry`
  const near = suggest(name, channels)
  return `${found} is not a channel; ${near === undefined ? `there are ${channels.join(', ')}` : `did you mean ${near}?`}`
}
