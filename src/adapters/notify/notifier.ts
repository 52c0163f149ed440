import type { Channel } from '../../core/notice/channel.ts'
import type { Notice } from '../../core/notice/notice.ts'
import type { Notifier, SendOptions } from '../../pipeline/ports/notifier.ts'
import { renderDiscord } from './discord.ts'
import { renderNtfy } from './ntfy.ts'
import { post } from './post.ts'
import type { PostRequest } from './request.ts'
import { sendMail } from './send-mail.ts'
import { renderSlack } from './slack.ts'
import { renderTeams } from './teams.ts'
import { renderTelegram } from './telegram.ts'
import { renderWebhook } from './webhook.ts'

const defaultTimeoutMs = 15_000

/** Sends over HTTP and SMTP; a message that is not taken in time counts as not sent. */
export const createNotifier = (timeoutMs = defaultTimeoutMs): Notifier => ({
  async send(channel, notice, options) {
    const limits = { ...options, timeoutMs }
    return channel.type === 'mail'
      ? sendMail(channel, notice, limits)
      : post(renderRequest(channel, notice, options), limits)
  },
})

/** A notice as the channel's service takes it. */
export function renderRequest(
  channel: Exclude<Channel, { type: 'mail' }>,
  notice: Notice,
  options: Pick<SendOptions, 'id' | 'now'>,
): PostRequest {
  switch (channel.type) {
    case 'slack':
      return renderSlack(notice, channel)
    case 'discord':
      return renderDiscord(notice, channel)
    case 'teams':
      return renderTeams(notice, channel)
    case 'telegram':
      return renderTelegram(notice, channel)
    case 'ntfy':
      return renderNtfy(notice, channel)
    case 'webhook':
      return renderWebhook(notice, channel, options)
    default:
      return channel satisfies never
  }
}
