import type { App } from '../app.ts'
import type { AppIndex, RepositoryEntry } from './app-index.ts'
import { parseBody, payloadForm } from './body.ts'
import { headerOf, type RequestHeaders } from './delivery-headers.ts'
import { githubMembers, parseGitHub } from './github.ts'
import { matchPush } from './match.ts'
import type { Malformed, Meaning } from './meaning.ts'
import { createPickMembers } from './pick-members.ts'
import { foldCase, formatName, parseFullName, type RepositoryName } from './repository-name.ts'

/** A webhook request whose body is complete. */
export interface RawDelivery {
  /** The repository of the URL `github/<owner>/<name>`; absent at the general URL. */
  readonly own?: Required<RepositoryName>
  readonly headers: RequestHeaders
  readonly body: Buffer
  readonly client?: string
}

type Understood = Exclude<Meaning, Malformed>

const pickUsed = createPickMembers(githubMembers)

/** The decision on a signed request, before it is stored. */
export interface Judged {
  /** Absent when it could not be understood. */
  readonly meaning?: Understood
  readonly status: 'queued' | 'ignored' | 'pong'
  /** The decision in words a person understands. */
  readonly reason: string
  /** The apps to deploy. */
  readonly queue: readonly App[]
  /** Nothing that can be acted on: the HTTP status that says so. */
  readonly refused?: 400 | 403 | 415
  /** Most likely the registry or the hook is set up wrongly: somebody should look. */
  readonly suspicious: boolean
}

/** Decides on a request whose signature is right. */
export function judge(raw: RawDelivery, apps: AppIndex): Judged {
  const encoding = headerOf(raw.headers, 'content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return refuse(415, 'compressed bodies are not accepted')
  const form = payloadForm(headerOf(raw.headers, 'content-type'))
  if (form === undefined) return refuse(415, 'the content type is neither application/json nor a form')
  const event = headerOf(raw.headers, 'x-github-event')
  if (!event) return refuse(400, 'the header X-GitHub-Event is missing')
  const parsed = parseBody(raw.body, form, pickUsed)
  if ('kind' in parsed) return refuse(400, parsed.problem)
  const meaning = parseGitHub(event, parsed.payload)
  return meaning.kind === 'malformed' ? refuse(400, meaning.problem) : judgeMeaning(raw, event, meaning, apps)
}

function judgeMeaning({ own }: Pick<RawDelivery, 'own'>, event: string, meaning: Understood, apps: AppIndex): Judged {
  const { repository } = meaning
  const entry = repository === undefined ? undefined : apps.find(repository)
  const wrongUrl = repository && entry && whyWrongUrl(own, repository, entry)
  if (wrongUrl !== undefined) return { ...refuse(403, wrongUrl), meaning }
  switch (meaning.kind) {
    case 'ping':
      return { ...ignore('pong', greet(repository, entry)), meaning }
    case 'other':
      return { ...ignore('ignored', `Redhook does not act on the event ${event.slice(0, 64)}`), meaning }
    case 'push': {
      const { queue, known, reason } = matchPush(meaning, entry ?? { apps: [], secrets: [] })
      return { meaning, status: queue.length > 0 ? 'queued' : 'ignored', reason, queue, suspicious: !known }
    }
    default:
      return meaning satisfies never
  }
}

/** What is kept of a delivery: enough to decide on it again. */
export interface KeptDelivery {
  /** `github`, or `github/<owner>/<name>`. */
  readonly hook: string
  readonly event: string
  readonly repository?: string
  readonly ref?: string
  readonly before?: string
  readonly after?: string
  readonly deleted?: boolean
  readonly forced?: boolean
  readonly pusher?: string
}

/** Decides again on a delivery that was authentic when it came; undefined where it could not be understood then. */
export function judgeKept(kept: KeptDelivery, apps: AppIndex): Judged | undefined {
  const meaning = meaningOf(kept)
  const own = parseFullName(kept.hook.replace(/^github\/?/, ''))
  return meaning && judgeMeaning(own ? { own } : {}, kept.event, meaning, apps)
}

function meaningOf({
  event,
  repository: name,
  ref,
  before,
  after,
  deleted,
  forced,
  pusher,
}: KeptDelivery): Understood | undefined {
  const repository = name === undefined ? undefined : (parseFullName(name) ?? { name })
  if (event === 'ping') return { kind: 'ping', ...(repository && { repository }) }
  if (event !== 'push') return { kind: 'other', ...(repository && { repository }) }
  if (repository === undefined || ref === undefined) return undefined
  return {
    kind: 'push',
    repository,
    ref,
    deleted: deleted ?? false,
    forced: forced ?? false,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(pusher === undefined ? {} : { pusher }),
  }
}

/** A repository with its own secret is heard at its own URL alone, and nobody else is heard there. */
function whyWrongUrl(
  own: RawDelivery['own'],
  repository: RepositoryName,
  { secrets }: RepositoryEntry,
): string | undefined {
  const name = formatName(repository)
  if (own === undefined) {
    return secrets.length > 0
      ? `${name} has its own secret, so its hook belongs to the URL that ends with its name`
      : undefined
  }
  return foldCase(name) === foldCase(formatName(own))
    ? undefined
    : `this URL belongs to ${formatName(own)}, not to ${name}`
}

function greet(repository: RepositoryName | undefined, entry: RepositoryEntry | undefined): string {
  if (repository === undefined || entry === undefined) return 'the hook works'
  const name = formatName(repository)
  if (entry.apps.length === 0) return `the hook works, but ${name} is not in the registry yet`
  return `the hook works; ${name} feeds ${entry.apps.map(app => app.name).join(', ')}`
}

const ignore = (status: 'ignored' | 'pong', reason: string): Judged => ({
  status,
  reason,
  queue: [],
  suspicious: false,
})

const refuse = (refused: NonNullable<Judged['refused']>, reason: string): Judged => ({
  ...ignore('ignored', reason),
  refused,
  suspicious: true,
})
