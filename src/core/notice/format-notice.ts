import type { Cause, Deployment } from '../deployment/deployment.ts'
import type { Evidence } from '../errors.ts'
import type { Fact, Notice, NoticeCommit } from './notice.ts'
import { linksOf } from './notice-links.ts'
import { plainLine, plainLogLine } from './plain-text.ts'
import type { PlannedNotice } from './plan-notices.ts'

const mostCommits = 10
const mostLogLines = 20
const longestLogLine = 400
const longestSentence = 1_000
const longestName = 120

/** What is told of a deployment that ended: what, who, which commits, why it failed with its last log lines, what to do, and links there. */
export function formatNotice(
  ended: Deployment,
  planned: Pick<PlannedNotice, 'kind' | 'failures' | 'leftOut'>,
  publicUrl: string | undefined,
): Notice {
  const { id, app, error, finishedAt } = ended
  const failed = planned.kind === 'failed' || planned.kind === 'rolled_back'
  return {
    kind: planned.kind,
    at: finishedAt ?? ended.createdAt,
    tone: failed ? 'bad' : 'good',
    title: titleOf(ended, planned),
    app,
    deployment: id,
    ...whyOf(ended, failed),
    ...(failed && error !== undefined ? { hint: plainLine(error.hint, longestSentence) } : {}),
    facts: [...factsOf(ended), ...(failed ? failureFacts(ended, planned) : [])],
    ...commitsOf(ended),
    log: failed ? lastLogLines(error?.evidence ?? []) : [],
    links: linksOf(publicUrl, { deployment: id, app }),
  }
}

const short = (commit: string): string => commit.slice(0, 10)
const times = (count: number): string => (count === 1 ? 'a failure' : `${count} failures`)

function titleOf({ app, commit }: Deployment, { kind, failures }: Pick<PlannedNotice, 'kind' | 'failures'>): string {
  if (kind === 'failed') return `${app}: the deployment failed`
  if (kind === 'rolled_back') return `${app}: the new version failed, the last good one runs again`
  if (kind === 'recovered') return `${app} is fine again after ${times(failures)}`
  return `${app}: ${commit === undefined ? 'the deployment succeeded' : `${short(commit)} is live`}`
}

/** Of a rollback: first what set it off, then how it ended. */
function whyOf({ error, reason }: Deployment, failed: boolean): { why?: string } {
  const sentences = failed ? [error?.message, reason] : [reason]
  const said = sentences.filter(sentence => sentence !== undefined).map(text => plainLine(text, longestSentence))
  const [first, second] = said
  if (first === undefined) return {}
  const adds = second !== undefined && !first.includes(second) && !second.includes(first)
  return {
    why: adds
      ? `${first}${/[.!?…]$/.test(first) ? '' : '.'} ${second}`
      : second !== undefined && second.length > first.length
        ? second
        : first,
  }
}

function factsOf({ branch, commit, cause, startedAt, finishedAt, repository }: Deployment): Fact[] {
  const fact = (name: string, value: string | undefined): Fact[] =>
    value === undefined ? [] : [{ name, value: plainLine(value, longestName) }]
  return [
    ...fact('Repository', repository),
    ...fact('Branch', branch),
    ...fact('Commit', commit && short(commit)),
    ...fact('By', byOf(cause)),
    ...fact(
      'Took',
      startedAt === undefined || finishedAt === undefined ? undefined : formatTook(finishedAt - startedAt),
    ),
  ]
}

function byOf(cause: Cause): string | undefined {
  if (cause.kind === 'push')
    return cause.pusher === undefined ? undefined : `${cause.pusher}, who ${whatTheyDid(cause)}`
  if (cause.kind === 'poll') return undefined
  if (cause.kind === 'pull-request')
    return cause.by === undefined ? undefined : `${cause.by}, in pull request ${cause.number}`
  return cause.kind === 'rollback' ? `${cause.by}, who asked for the rollback` : `${cause.by}, who asked for it`
}

function whatTheyDid({ trigger }: Extract<Cause, { kind: 'push' }>): string {
  if (trigger === 'merge') return 'merged it'
  if (trigger === 'release') return 'released it'
  return trigger === 'package' ? 'published the image' : 'pushed'
}

function formatTook(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 0)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function failureFacts(
  { steps, error }: Deployment,
  { failures, leftOut }: Pick<PlannedNotice, 'failures' | 'leftOut'>,
): Fact[] {
  const step = steps.find(({ result, name }) => result === 'failed' && name !== 'rollback')?.name
  return [
    ...(step === undefined ? [] : [{ name: 'Failed in', value: step }]),
    ...(error === undefined ? [] : [{ name: 'Code', value: error.code }]),
    ...evidenceFacts(error?.evidence ?? []),
    ...(failures > 1 ? [{ name: 'In a row', value: `${failures} failures` }] : []),
    ...(leftOut > 0 ? [{ name: 'Not told', value: `${leftOut} of the same kind since the last message` }] : []),
  ]
}

function evidenceFacts(evidence: readonly Evidence[]): Fact[] {
  return evidence.slice(0, 3).flatMap(({ service, state, exitCode, health }) => {
    const said = [
      ...(state === undefined ? [] : [state]),
      ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
      ...(health === undefined || health === '' ? [] : [`health check: ${health}`]),
    ].join(', ')
    return said === '' ? [] : [{ name: plainLine(service ?? 'State', 40), value: plainLine(said, longestName) }]
  })
}

function commitsOf({ about }: Deployment): Pick<Notice, 'commits' | 'moreCommits'> {
  if (about === undefined) return { commits: [], moreCommits: 0 }
  const commits = about.commits.slice(0, mostCommits).map(
    ({ commit, subject, author }): NoticeCommit => ({
      commit: short(commit),
      subject: plainLine(subject, longestName),
      author: plainLine(author, 60),
    }),
  )
  return { commits, moreCommits: Math.max(about.total - commits.length, 0) }
}

/** The last lines there are, each service with its share where several failed. */
function lastLogLines(evidence: readonly Evidence[]): string[] {
  const logs = evidence.filter(({ log }) => log !== undefined && log.length > 0).slice(0, 3)
  const share = Math.floor(mostLogLines / Math.max(logs.length, 1)) - (logs.length > 1 ? 1 : 0)
  return logs.flatMap(({ service, log = [] }) => [
    ...(logs.length > 1 ? [`── ${plainLine(service ?? '', 60)}`] : []),
    ...log.slice(-share).map(line => plainLogLine(line, longestLogLine)),
  ])
}
