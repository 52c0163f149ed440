import type { Notice } from '../../core/notice/notice.ts'
import { renderWithin } from '../../core/notice/shorten.ts'
import { type PostRequest, postJson } from './request.ts'
import { commitLines, sign } from './words.ts'

/** Teams takes 28 KB; some are left for what the workflow puts around it. */
const mostBytes = 24_000

/** A message for the Teams workflow "Post to a channel when a webhook request is received": an Adaptive Card. */
export function renderTeams(notice: Notice, { url }: { readonly url: string }): PostRequest {
  return renderWithin(
    notice,
    part =>
      postJson(url, {
        type: 'message',
        attachments: [{ contentType: cardType, contentUrl: null, content: renderCard(part) }],
      }),
    ({ body }) => Buffer.byteLength(body) <= mostBytes,
  )
}

const cardType = 'application/vnd.microsoft.card.adaptive'

interface Run {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly size?: 'Large'
  readonly color?: string
  readonly fontType?: 'Monospace'
}

const run = (text: string): Run => ({ type: 'TextRun', text })
const bold = (text: string): Run => ({ ...run(text), weight: 'Bolder' })
const code = (text: string): Run => ({ ...run(text), fontType: 'Monospace' })
/** A block of plain runs: other than in a TextBlock, nothing in them is read as Markdown. */
const block = (...inlines: readonly Run[]) => ({ type: 'RichTextBlock', inlines })
const spaced = (...inlines: readonly Run[]) => ({ ...block(...inlines), spacing: 'Medium' })

function renderCard(notice: Notice): object {
  const { title, tone, why, hint, facts, log, links } = notice
  const color = { good: 'Good', bad: 'Attention', neutral: 'Default' }[tone]
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block({ ...bold(`${sign(notice)} ${title}`), color, size: 'Large' }),
      ...(why === undefined ? [] : [block(run(why))]),
      ...facts.map(({ name, value }) => ({ ...block(bold(`${name}: `), run(value)), spacing: 'Small' })),
      ...commitLines(notice).map(line => ({ ...block(run(`• ${line}`)), spacing: 'Small' })),
      ...(log.length > 0
        ? [
            {
              type: 'Container',
              style: 'emphasis',
              items: log.map(line => ({ ...block(code(line || ' ')), spacing: 'None' })),
            },
          ]
        : []),
      ...(hint === undefined ? [] : [spaced(bold('What to do: '), run(hint))]),
    ],
    actions: links.map(({ text, url }) => ({ type: 'Action.OpenUrl', title: text, url })),
  }
}
