import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'

type Meaning = NonNullable<StoredDelivery['meaning']>

const shortRef = (ref: string): string => ref.replace(/^refs\/(?:heads|tags)\//, '')

/** What a delivery is about, in a word or two: its branch, `3 refs`, `#12`, a tag, a commit. */
export function subjectOf({ meaning, ref }: StoredDelivery): string | undefined {
  switch (meaning?.kind) {
    case 'pull-request':
      return `#${meaning.number}`
    case 'release':
      return meaning.tag
    case 'package':
      return meaning.tag === undefined ? meaning.name : `${meaning.name}:${meaning.tag}`
    case 'checks':
      return meaning.commit.slice(0, 10)
    case 'push':
      return meaning.refs.length > 1 ? `${meaning.refs.length} refs` : ref && shortRef(ref)
    default:
      return ref && shortRef(ref)
  }
}

/** What it says, by name. */
export function meaningFacts(meaning: Meaning): [string, string | undefined][] {
  switch (meaning.kind) {
    case 'push':
      return meaning.refs.map(({ ref, after, deleted, forced }) => [
        'Ref',
        [ref, after?.slice(0, 10), deleted && 'deleted', forced && 'forced'].filter(Boolean).join(' '),
      ])
    case 'pull-request':
      return [
        ['Pull request', `#${meaning.number} ${meaning.title}`],
        ['Action', meaning.action],
        ['Into', meaning.base],
        ['Head', `${meaning.head.branch} ${meaning.head.commit.slice(0, 10)}${meaning.isFork ? ' of a fork' : ''}`],
      ]
    case 'release':
      return [['Tag', meaning.tag]]
    case 'package':
      return [['Image', meaning.tag === undefined ? meaning.name : `${meaning.name}:${meaning.tag}`]]
    case 'checks':
      return [
        ['Checks', `${meaning.name ?? 'without a name'}: ${meaning.result}`],
        ['Commit', meaning.commit],
        ['Branch', meaning.branch],
      ]
    default:
      return []
  }
}
