import path from 'node:path'
import type { Check, Entry, Report } from '../entry.ts'
import { formatField } from '../problem.ts'

const agreed = ['url', 'branch', 'sync', 'deployKey'] as const

/** Apps of one checkout (by real path) agree on how it is kept; no checkout lies inside another. */
export const checkCheckouts: Check = (entries, report) => {
  const lanes = new Map<string, Entry>()
  for (const entry of entries) {
    const first = lanes.get(entry.lane)
    if (first === undefined) lanes.set(entry.lane, entry)
    else checkShared(entry, first, report)
  }
  for (const entry of lanes.values()) checkNested(entry, lanes, report)
}

function checkShared(entry: Entry, first: Entry, report: Report): void {
  if (entry.repository.toLowerCase() !== first.repository.toLowerCase()) report(otherRepository(entry, first))
  for (const field of agreed) {
    const [mine, theirs] = [settingOf(entry, field), settingOf(first, field)]
    if (mine !== theirs) report(disagreeing(entry, first, field, mine, theirs))
  }
}

const settingOf = ({ input }: Entry, field: (typeof agreed)[number]): string | undefined =>
  field === 'sync' ? (input.sync ?? 'pull') : input[field]

const disagreeing = (
  entry: Entry,
  first: Entry,
  field: string,
  mine: string | undefined,
  theirs: string | undefined,
) => ({
  path: [...entry.at, field in entry.own ? field : 'path'],
  found: mine ?? 'nothing',
  expected: theirs ?? 'nothing',
  message: `${field} is ${mine ?? 'not set'} here and ${theirs ?? 'not set'} in ${formatField(first.at)}; apps that share a checkout must agree on it`,
})

const otherRepository = (entry: Entry, first: Entry) => ({
  path: [...entry.at, 'path'],
  found: entry.checkout,
  expected: 'a checkout of its own',
  message: `${entry.checkout} is already the checkout of another repository, in ${formatField(first.at)}`,
})

function checkNested(entry: Entry, lanes: ReadonlyMap<string, Entry>, report: Report): void {
  for (
    let above = path.dirname(entry.lane), last = entry.lane;
    above !== last;
    last = above, above = path.dirname(above)
  ) {
    const outer = lanes.get(above)
    if (outer === undefined) continue
    report({
      path: [...entry.at, 'path'],
      found: entry.checkout,
      expected: 'a folder outside every other checkout',
      message: `${entry.checkout} lies inside ${outer.checkout}, the checkout of ${formatField(outer.at)}; put it elsewhere`,
    })
    return
  }
}
