import { type Fields, isFields, malformed } from './fields.ts'
import type { Meaning, RepositoryIdentity } from './meaning.ts'

/** Reads the payload of one event; undefined where it is none that leads to anything. */
export type ReadEvent = (payload: Fields) => Meaning | undefined

/** Which event is read how. A map, so that an event named `constructor` is one of many others. */
export interface EventReaders {
  readonly events: ReadonlyMap<string, ReadEvent>
  /** The repository of any other event. */
  repositoryOf(payload: Fields): RepositoryIdentity | undefined
}

/** What the payload of an event means. Never throws, whatever the payload is. */
export function parseEvent({ events, repositoryOf }: EventReaders, event: string, payload: unknown): Meaning {
  if (!isFields(payload)) return malformed('the payload is not a JSON object')
  const meaning = events.get(event)?.(payload)
  if (meaning !== undefined) return meaning
  const repository = repositoryOf(payload)
  return repository === undefined ? { kind: 'other' } : { kind: 'other', repository }
}
