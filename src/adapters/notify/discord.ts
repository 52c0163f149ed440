import type { Notice } from '../../core/notice/notice.ts'
import { cut } from '../../core/notice/plain-text.ts'
import { renderWithin } from '../../core/notice/shorten.ts'
import { type PostRequest, postJson } from './request.ts'
import { commitLines, sign } from './words.ts'

// https://docs.discord.com/developers/resources/message#embed-object-embed-limits
const longestTitle = 256
const longestDescription = 4_096
const longestName = 256
const longestValue = 1_024
const mostFields = 25
const longestEmbed = 6_000

const colors = { good: 0x2e7d32, bad: 0xc62828, neutral: 0x546e7a }

/** A message for a webhook of Discord. Nobody is mentioned, whatever the words say. */
export function renderDiscord(notice: Notice, { url }: { readonly url: string }): PostRequest {
  const embed = renderWithin(notice, renderEmbed, ({ title, description, fields }) => {
    const rest = fields.reduce((sum, { name, value }) => sum + name.length + value.length, title.length)
    return description.length <= longestDescription && description.length + rest <= longestEmbed
  })
  return postJson(url, { username: 'Redhook', allowed_mentions: { parse: [] }, embeds: [embed] })
}

/** Markdown, mentions and links as plain words. */
const escapeDiscord = (text: string): string => text.replace(/[\\*_~`|>#[\]<]/g, '\\$&')

function renderEmbed(notice: Notice) {
  const { title, at, facts, links, tone } = notice
  const [first] = links
  return {
    title: cut(`${sign(notice)} ${title}`, longestTitle),
    ...(first === undefined ? {} : { url: first.url }),
    color: colors[tone],
    description: describe(notice),
    fields: facts.slice(0, mostFields).map(({ name, value }) => ({
      name: cut(escapeDiscord(name), longestName),
      value: cut(escapeDiscord(value), longestValue),
      inline: value.length <= 40,
    })),
    timestamp: new Date(at).toISOString(),
  }
}

function describe(notice: Notice): string {
  const { why, hint, log, links } = notice
  const commits = commitLines(notice)
  return [
    ...(why === undefined ? [] : [escapeDiscord(why)]),
    ...(commits.length > 0 ? [commits.map(line => `• ${escapeDiscord(line)}`).join('\n')] : []),
    ...(log.length > 0 ? [`\`\`\`\n${log.join('\n').replaceAll('```', "'''")}\n\`\`\``] : []),
    ...(hint === undefined ? [] : [`**What to do:** ${escapeDiscord(hint)}`]),
    ...(links.length > 0 ? [links.map(({ text, url }) => `[${escapeDiscord(text)}](${url})`).join(' · ')] : []),
  ].join('\n\n')
}
