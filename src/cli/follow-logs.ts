import type { ApiDeployment, ApiStep } from './api.ts'
import type { Client } from './client.ts'
import { type ApiEvent, type ApiNumberedLine, askPatiently, type FollowOptions, followEvents } from './follow-events.ts'

/** Shows what a stream tells. */
export interface LogView {
  line(line: ApiNumberedLine): void
  note(text: string): void
  /** What happens now. */
  now(text: string): void
  step?(step: ApiStep): void
  end?(deployment: ApiDeployment): void
}

/** Lines as JSON and nothing else, for scripts. */
export const jsonView = (write: (text: string) => unknown): LogView => ({
  line: line => write(`${JSON.stringify(line)}\n`),
  note: () => undefined,
  now: () => undefined,
})

/** Shows the log of a deployment until it has ended, and of the one that took its place. Returns the position of its end. */
export async function followDeployment(
  id: number,
  client: Client,
  view: LogView,
  signal: AbortSignal,
): Promise<string | undefined> {
  const options = { signal, onAway: () => view.now('waiting for the server to come back') }
  for await (const message of followEvents(client, `/api/v1/deployments/${id}/events`, options)) {
    await show(message, client, view, options)
    if (message.event !== 'end') continue
    const { supersededBy } = message.data
    if (supersededBy === undefined) return message.id
    view.note(`deployment ${id} is superseded by ${supersededBy}; going on with that`)
    return followDeployment(supersededBy, client, view, signal)
  }
  return undefined
}

/** Shows the log of an app's deployment, and of all that come after it, until the signal aborts. */
export async function followApp(
  { id, app }: Pick<ApiDeployment, 'id' | 'app'>,
  client: Client,
  view: LogView,
  signal: AbortSignal,
): Promise<void> {
  const after = await followDeployment(id, client, view, signal)
  view.now(`waiting for the next deployment of ${app}`)
  const options = {
    ...{ signal, onAway: () => view.now('waiting for the server to come back') },
    ...(after === undefined ? {} : { after }),
  }
  for await (const message of followEvents(client, `/api/v1/apps/${app}/events`, options)) {
    await show(message, client, view, options)
    if (message.event === 'state' && message.data.state === 'running')
      view.note(`deployment ${message.data.deployment} of ${app} begins`)
  }
}

async function show(message: ApiEvent, client: Client, view: LogView, options: FollowOptions): Promise<void> {
  const find = (id: number) => askPatiently(() => client.get<ApiDeployment>(`/api/v1/deployments/${id}`), options)
  if (message.event === 'log') for (const line of message.data) view.line(line)
  else if (message.event === 'gap') view.note(sayGap(message.data))
  else if (message.event === 'step') await showStep(message.data, find, view)
  else if (message.event === 'state' && isEnd(message.data.state)) view.end?.(await find(message.data.deployment))
}

const isEnd = (state: string): boolean => !['queued', 'running', 'superseded'].includes(state)

const sayGap = ({ events, lines }: { events?: number; lines?: number }): string =>
  lines === undefined
    ? `${events === 0 ? 'The' : events} events before this are no longer kept`
    : `Here ${lines} lines of this log are left out: only its beginning and its end are kept.`

async function showStep(
  { deployment, step, result }: Extract<ApiEvent, { event: 'step' }>['data'],
  find: (id: number) => Promise<ApiDeployment>,
  view: LogView,
): Promise<void> {
  if (result === 'running') return view.now(step)
  if (!view.step) return
  const { steps } = await find(deployment)
  const ended = steps.findLast(({ name, result: of }) => name === step && of === result)
  if (ended) view.step(ended)
}
