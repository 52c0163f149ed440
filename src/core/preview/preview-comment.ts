import type { Deployment } from '../deployment/deployment.ts'
import type { CommentReport } from '../report/report.ts'
import type { Preview } from './preview.ts'

/** What the comment tells of beside the preview itself. */
export interface CommentFacts {
  readonly preview: Preview
  /** Where people find it. */
  readonly address: string | undefined
  /** The newest deployment of it. */
  readonly last: Deployment | undefined
  /** Redhook's own page of that deployment. */
  readonly link: string | undefined
}

/** The one comment on the pull request: how its preview is now. */
export const previewComment = (facts: CommentFacts): CommentReport => ({
  kind: 'comment',
  number: facts.preview.number,
  marker: `redhook preview of ${facts.preview.app}`,
  body: [headline(facts), ...details(facts)].join('\n\n'),
})

function headline({ preview, last, address }: CommentFacts): string {
  const name = `**Preview of ${preview.app}**`
  switch (preview.state) {
    case 'live':
      return `${name}: ${liveWords(last, address)}`
    case 'refused':
      return `${name}: not deployed.`
    case 'waiting':
      return `${name}: waits.`
    case 'removing':
    case 'gone':
      return `${name}: removed.`
    default:
      return preview.state satisfies never
  }
}

function liveWords(last: Deployment | undefined, address: string | undefined): string {
  const where = address === undefined ? '' : ` at ${address}`
  const state = last?.state ?? 'queued'
  switch (state) {
    case 'queued':
    case 'running':
    case 'superseded':
      return 'is being deployed.'
    case 'succeeded':
    case 'skipped':
      return `is live${where}`
    case 'rolled_back':
      return `the newest commit failed; the one before it is live${where}`
    case 'failed':
      return 'could not be deployed.'
    case 'cancelled':
      return 'was cancelled.'
    default:
      return state satisfies never
  }
}

function details({ preview, last, link }: CommentFacts): string[] {
  const commit = preview.state === 'live' ? [`Commit ${preview.head}`] : []
  const isOver = last?.state === 'failed' || last?.state === 'rolled_back' || last?.state === 'cancelled'
  const reason = preview.state === 'live' ? (isOver ? last.reason : undefined) : preview.reason
  return [
    ...commit,
    ...(reason === undefined ? [] : [escapeMarkdown(reason)]),
    ...(link === undefined || preview.state !== 'live' ? [] : [`[What happened](${link})`]),
  ]
}

/** Words of others as words: no image, link, mention or markup comes of them. */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]()#!|<>~]/g, found => `\\${found}`)
    .replaceAll('@', '@\u200b')
