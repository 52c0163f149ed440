import * as z from 'zod'
import { type Channel, channelTypes } from '../core/notice/channel.ts'
import { checked, judged, listOf, word } from './fields.ts'
import { parseWebUrl } from './remote-url.ts'

const noLineEnds = (text: string): boolean => text.trim() !== '' && !/[\r\n\0]/.test(text)
const token = checked('a token', text => /^[\x21-\x7e]+$/.test(text))
const webUrl = checked('an http or https URL without credentials', text => parseWebUrl(text) !== undefined)
const hookUrl = (service: string, example: string) =>
  webUrl.meta({ description: `The URL that ${service} gave. It is a secret.`, examples: [example] })

const smtpUrl = judged(
  "a mail server's address; write smtps://user:password@mail.example.com or smtp://localhost:25",
  text => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const fine = url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && !/\s/.test(text)
    if (!fine) return "a mail server's address; write smtps://user:password@mail.example.com or smtp://localhost:25"
    return url.search === '' && url.hash === '' ? undefined : "a mail server's address without anything after the port"
  },
)

const addressWords = 'a mail address; write redhook@example.com or Redhook <redhook@example.com>'
const mailAddress = checked(
  addressWords,
  text => noLineEnds(text) && /^(?:[^<>,;:"@]*<[^\s<>@,;"]+@[^\s<>@,;"]+>|[^\s<>@,;:"]+@[^\s<>@,;"]+)$/.test(text),
)

const whsec = judged('a secret; write whsec_ and 24 to 64 bytes in base64', text => {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64').length
  return bytes >= 24 && bytes <= 64 ? undefined : 'a secret; write whsec_ and 24 to 64 bytes in base64'
})

/** Tells the kinds apart. */
const kind = <const T extends Channel['type']>(type: T) => z.literal(type).describe('The service.')

const hook = <const T extends 'slack' | 'discord' | 'teams'>(type: T, service: string, example: string) =>
  z.strictObject({ type: kind(type), url: hookUrl(service, example) })

const telegram = z.strictObject({
  type: kind('telegram'),
  token: token.meta({ description: "The bot's token. It is a secret.", examples: ['${TELEGRAM_TOKEN}'] }),
  chat: word
    .refine(text => /^(?:-?\d{1,20}|@\w{4,64})$/.test(text), { error: 'a chat; write its number or @name' })
    .meta({ description: 'The number of the chat, or @name of a public channel.', examples: ['-1001234567890'] }),
  topic: z
    .int({ error: 'the number of a topic' })
    .min(1, { error: 'the number of a topic' })
    .describe('A topic of a group that has topics.')
    .exactOptional(),
  url: webUrl
    .meta({ description: 'A Bot API server of your own.', default: 'https://api.telegram.org' })
    .exactOptional(),
})

const ntfy = z.strictObject({
  type: kind('ntfy'),
  url: webUrl.meta({ description: 'The server.', default: 'https://ntfy.sh' }).exactOptional(),
  topic: checked('a topic; letters, digits, - and _, at most 64', text => /^[-_A-Za-z0-9]{1,64}$/.test(text)).meta({
    description: 'The topic. On a public server whoever knows it can read it.',
    examples: ['staging-4f1c9a'],
  }),
  token: token.meta({ description: 'An access token. It is a secret.', examples: ['${NTFY_TOKEN}'] }).exactOptional(),
})

const mail = z.strictObject({
  type: kind('mail'),
  url: smtpUrl.meta({
    description:
      'The mail server: smtps:// speaks TLS from the start, smtp:// as soon as the server offers it. With a password it is a secret.',
    examples: ['${SMTP_URL}', 'smtp://127.0.0.1:25'],
  }),
  from: mailAddress.meta({ description: 'Who sends.', examples: ['Redhook <redhook@example.com>'] }),
  to: listOf(mailAddress, 'a list of mail addresses')
    .min(1, { error: 'a list with at least one mail address' })
    .meta({ description: 'Who gets it.', examples: [['team@example.com']] }),
})

const webhook = z.strictObject({
  type: kind('webhook'),
  url: webUrl.meta({ description: 'Where to post to. It is taken for a secret.', examples: ['${HOOK_URL}'] }),
  secret: whsec.meta({
    description: 'Signs each message as Standard Webhooks says. It is a secret.',
    examples: ['${HOOK_SECRET}'],
  }),
})

const channel = z.discriminatedUnion(
  'type',
  [
    hook('slack', 'Slack', '${SLACK_URL}'),
    hook('discord', 'Discord', '${DISCORD_URL}'),
    hook('teams', 'the Teams workflow', '${TEAMS_URL}'),
    telegram,
    ntfy,
    mail,
    webhook,
  ],
  {
    error: issue =>
      issue.code === 'invalid_union' ? `one of ${channelTypes.join(', ')}` : 'a map with type: and what that needs',
  },
)

const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/** `channels:` of the registry. */
export const channelsSchema = z.record(
  z.string().regex(namePattern, { error: 'a name; write letters, digits, - and _, a letter first' }),
  channel,
  { error: 'a map of names and channels; write team: and {type: slack, url: ${SLACK_URL}} below' },
)

export type ChannelsInput = z.output<typeof channelsSchema>
