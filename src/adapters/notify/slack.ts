import type { Notice } from '../../core/notice/notice.ts'
import { cut } from '../../core/notice/plain-text.ts'
import { renderWithin } from '../../core/notice/shorten.ts'
import { type PostRequest, postJson } from './request.ts'
import { commitLines, sign } from './words.ts'

/** Of a text in a block. https://docs.slack.dev/reference/block-kit/blocks/section-block */
const longestText = 3_000
const longestHeader = 150

interface Mrkdwn {
  readonly type: 'mrkdwn'
  readonly text: string
  /** Nothing in it becomes a link or a mention by itself. */
  readonly verbatim: true
}

/** A message for an incoming webhook of Slack. */
export function renderSlack(notice: Notice, { url }: { readonly url: string }): PostRequest {
  const fits = (blocks: readonly object[]) => blocks.every(block => longestOf(block) <= longestText)
  const blocks = renderWithin(notice, renderBlocks, fits)
  return postJson(url, {
    text: escapeSlack(`${sign(notice)} ${notice.title}`),
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  })
}

/** `&`, `<` and `>` are all that makes a mention (`<!channel>`, `<@U1>`) or a link. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true })
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })

function renderBlocks(notice: Notice): object[] {
  const { title, why, hint, facts, log, links } = notice
  const commits = commitLines(notice)
  const header = { type: 'plain_text', text: cut(`${sign(notice)} ${title}`, longestHeader), emoji: true }
  return [
    { type: 'header', text: header },
    ...(why === undefined ? [] : [section(escapeSlack(why))]),
    ...(facts.length > 0
      ? [section(facts.map(({ name, value }) => `*${escapeSlack(name)}:* ${escapeSlack(value)}`).join('\n'))]
      : []),
    ...(commits.length > 0 ? [section(commits.map(line => `• ${escapeSlack(line)}`).join('\n'))] : []),
    ...(log.length > 0 ? [section(`\`\`\`\n${escapeSlack(log.join('\n')).replaceAll('```', "'''")}\n\`\`\``)] : []),
    ...(hint === undefined ? [] : [section(`*What to do:* ${escapeSlack(hint)}`)]),
    ...(links.length > 0 ? [{ type: 'context', elements: [mrkdwn(links.map(linkOf).join(' · '))] }] : []),
  ]
}

const linkOf = ({ text, url }: Notice['links'][number]): string => `<${escapeSlack(url)}|${escapeSlack(text)}>`

const longestOf = (block: object): number =>
  'text' in block ? (block.text as { text: string }).text.length : JSON.stringify(block).length
