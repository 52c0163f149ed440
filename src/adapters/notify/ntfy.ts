import type { Channel } from '../../core/notice/channel.ts'
import type { Notice } from '../../core/notice/notice.ts'
import { renderWithin } from '../../core/notice/shorten.ts'
import { type PostRequest, postJson } from './request.ts'
import { plainNotice } from './words.ts'

/** Beyond 4,096 bytes ntfy makes an attachment of a message. https://docs.ntfy.sh/publish/#limitations */
const mostBytes = 4_096

const priorities = { bad: 4, neutral: 3, good: 3 }
const tags = { bad: 'x', neutral: 'information_source', good: 'white_check_mark' }

/** A message for ntfy, published as JSON at the server's root: no header carries foreign words. */
export function renderNtfy(notice: Notice, { url, topic, token }: Extract<Channel, { type: 'ntfy' }>): PostRequest {
  const { title, tone, links } = notice
  const [first] = links
  const message = renderWithin(notice, plainNotice, text => Buffer.byteLength(text) <= mostBytes)
  const body = {
    topic,
    title,
    message,
    priority: priorities[tone],
    tags: [tags[tone]],
    ...(first === undefined ? {} : { click: first.url }),
    ...(links.length === 0
      ? {}
      : { actions: links.map(({ text, url: to }) => ({ action: 'view', label: text, url: to })) }),
  }
  return postJson(`${url}/`, body, token === undefined ? {} : { authorization: `Bearer ${token}` })
}
