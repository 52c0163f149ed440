import type { Channel } from '../../core/notice/channel.ts'
import type { Notice } from '../../core/notice/notice.ts'
import { renderWithin } from '../../core/notice/shorten.ts'
import { escapeHtml } from './escape-html.ts'
import { type PostRequest, postJson } from './request.ts'
import { commitLines, sign } from './words.ts'

/** Telegram counts after it read the markup; counting before is on the safe side. https://core.telegram.org/bots/api#sendmessage */
const longest = 4_096

/** A message for the Bot API of Telegram. */
export function renderTelegram(
  notice: Notice,
  { url, token, chat, topic }: Extract<Channel, { type: 'telegram' }>,
): PostRequest {
  const text = renderWithin(notice, renderText, ({ length }) => length <= longest)
  return postJson(`${url}/bot${token}/sendMessage`, {
    chat_id: chat,
    ...(topic === undefined ? {} : { message_thread_id: topic }),
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    disable_notification: notice.tone === 'good',
  })
}

function renderText(notice: Notice): string {
  const { title, why, hint, facts, log, links } = notice
  const commits = commitLines(notice)
  const parts = [
    `<b>${escapeHtml(`${sign(notice)} ${title}`)}</b>`,
    ...(why === undefined ? [] : [escapeHtml(why)]),
    facts.map(({ name, value }) => `<b>${escapeHtml(name)}:</b> ${escapeHtml(value)}`).join('\n'),
    commits.map(line => `• ${escapeHtml(line)}`).join('\n'),
    ...(log.length > 0 ? [`<pre>${escapeHtml(log.join('\n'))}</pre>`] : []),
    ...(hint === undefined ? [] : [`<b>What to do:</b> ${escapeHtml(hint)}`]),
    links.map(({ text, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`).join(' · '),
  ]
  return parts.filter(part => part !== '').join('\n\n')
}
