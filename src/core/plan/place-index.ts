/** Everything that has to do with a path: its place is the path, holds it, or lies in it. In the order it was given, each once. */
export type FindAt<T> = (path: string) => readonly T[]

interface Entry<T> {
  readonly order: number
  readonly value: T
}

/** An index of things by the absolute paths they have to do with, so that a path is asked for in the time its depth takes. */
export function createPlaceIndex<T>(places: readonly (readonly [place: string, value: T])[]): FindAt<T> {
  const at = new Map<string, Entry<T>[]>()
  const below = new Map<string, Entry<T>[]>()
  places.forEach(([place, value], order) => {
    push(at, place, { order, value })
    for (let folder = parentOf(place); folder !== ''; folder = parentOf(folder)) push(below, folder, { order, value })
  })
  const folders = new Map<string, Entry<T>[]>([['', []]])
  const holding = (folder: string): Entry<T>[] => {
    const known = folders.get(folder)
    if (known) return known
    const found = merge(holding(parentOf(folder)), at.get(folder) ?? [])
    folders.set(folder, found)
    return found
  }
  const values = new Map<Entry<T>[], readonly T[]>()
  return path => {
    const found = merge(holding(parentOf(path)), [...(at.get(path) ?? []), ...(below.get(path) ?? [])])
    const known = values.get(found) ?? [...new Set(found.map(({ value }) => value))]
    values.set(found, known)
    return known
  }
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** The first list itself where there is nothing to add. */
const merge = <T>(one: Entry<T>[], other: readonly Entry<T>[]): Entry<T>[] =>
  other.length === 0 ? one : [...one, ...other].sort((a, b) => a.order - b.order)

/** The folder that a path is in; of the topmost, the empty string. */
function parentOf(path: string): string {
  if (path === '/') return ''
  const slash = path.lastIndexOf('/')
  return slash === 0 ? '/' : path.slice(0, Math.max(slash, 0))
}
