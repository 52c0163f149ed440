import { createDeploymentLogs } from '../../src/adapters/deployment-log/deployment-logs.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { createEvents } from '../../src/pipeline/create-events.ts'
import type { EventsMessage, EventsReader } from '../../src/pipeline/events.ts'
import type { DeploymentLogWriter } from '../../src/pipeline/ports/deployment-logs.ts'
import { numberedTexts, sampleLine } from './log-lines.ts'
import { makeDataFolder, sampleWanted } from './store-samples.ts'

/** A store, logs and events over them, as one Redhook has them, with deployments that are moved by hand. */
export interface EventsStage extends AsyncDisposable {
  readonly store: ReturnType<typeof openStore>
  readonly logs: ReturnType<typeof createDeploymentLogs>
  readonly events: ReturnType<typeof createEvents>
  queue(app: string): Promise<number>
  /** Claims the next deployment and opens its log. */
  begin(): number | undefined
  /** Writes further lines, `line 0`, `line 1`, …, over all attempts. */
  write(id: number, count: number): void
  end(id: number, state?: 'succeeded' | 'failed'): Promise<void>
  requeue(id: number): Promise<void>
  /** How many lines were written to each. */
  readonly written: ReadonlyMap<number, number>
  /** The same folder, opened by a new Redhook; what ran is queued again. */
  restart(): Promise<void>
}

export interface StageOptions {
  readonly limits?: { readonly head: number; readonly tail: number }
}

export async function openEventsStage({ limits }: StageOptions = {}): Promise<EventsStage> {
  const data = makeDataFolder()
  const written = new Map<number, number>()
  const writers = new Map<number, DeploymentLogWriter>()
  let now = 1_000
  const tick = () => {
    now += 1
    return now
  }
  const open = () => {
    const store = openStore(data.path)
    const logs = createDeploymentLogs(data.path, () => [], limits)
    return { store, logs, events: createEvents({ store, logs, version: '1.2.3' }) }
  }
  let house = open()
  const close = async (id: number) => {
    await writers.get(id)?.close()
    writers.delete(id)
  }
  return {
    get store() {
      return house.store
    },
    get logs() {
      return house.logs
    },
    get events() {
      return house.events
    },
    written,
    queue: async app => (await house.store.request(sampleWanted(app), tick())).id,
    begin() {
      const claimed = house.store.claim(tick())
      if (claimed) {
        writers.set(claimed.id, house.logs.open(claimed.app, claimed.id))
        house.store.beginStep(claimed.id, 'build', now)
      }
      return claimed?.id
    },
    write(id, count) {
      const from = written.get(id) ?? 0
      for (const text of numberedTexts(count, from)) writers.get(id)?.write(sampleLine(text))
      written.set(id, from + count)
    },
    async end(id, state = 'succeeded') {
      house.store.endStep(id, 'build', state === 'succeeded' ? 'done' : 'failed', 5)
      await close(id)
      house.store.finish(id, state, tick(), { reason: `It ${state}.` })
    },
    async requeue(id) {
      await close(id)
      house.store.requeue(id, { availableAt: now, reason: 'again', countRetry: true, countAttempt: false })
    },
    async restart() {
      for (const id of [...writers.keys()]) await close(id)
      await house.store[Symbol.asyncDispose]()
      house = open()
      house.store.recover(tick(), 3)
    },
    async [Symbol.asyncDispose]() {
      for (const id of [...writers.keys()]) await close(id)
      await house.store[Symbol.asyncDispose]()
      data[Symbol.dispose]()
    },
  }
}

/** What comes until so many messages have come and then nothing for a while, or the end. Lines are written a little later. */
export async function readNews(reader: EventsReader, atLeast = 0): Promise<EventsMessage[]> {
  const messages: EventsMessage[] = []
  const patience = AbortSignal.timeout(30_000)
  for (;;) {
    const some = await reader.next(80, patience)
    if (some === undefined || (some.length === 0 && messages.length >= atLeast)) return messages
    messages.push(...some)
  }
}

/** Messages as short sentences: `hello`, `state 1 running`, `log 1: 1-3`, …. */
export const sayNews = (messages: readonly EventsMessage[]): string[] => messages.map(say)

function say(message: EventsMessage): string {
  switch (message.kind) {
    case 'hello':
      return 'hello'
    case 'event': {
      const { event } = message
      if (event.kind === 'hold') return `hold ${event.app} ${event.what}`
      const what = event.kind === 'state' ? event.state : `${event.step} ${event.result}`
      return `${event.kind} ${event.deployment} ${what}`
    }
    case 'log':
      return `log ${message.deployment}: ${message.lines[0]?.line}-${message.lines.at(-1)?.line}`
    case 'lines-gone':
      return `gap ${message.deployment}: ${message.lines} lines`
    case 'events-gone':
      return `gap: ${message.events} events`
    case 'end':
      return `end ${message.deployment} ${message.state}`
    default:
      return message satisfies never
  }
}
