import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { channelTypes } from '../../src/core/notice/channel.ts'
import { createRegistryFolder } from '../support/registry-folder.ts'

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const variables = {
  SLACK_URL: 'https://hooks.slack.com/services/T0/B0/abcdefgh',
  DISCORD_URL: 'https://discord.com/api/webhooks/1/ijklmnop',
  TEAMS_URL: 'https://example.logic.azure.com/workflows/1?sig=qrstuvwx',
  TELEGRAM_TOKEN: '12345:yzabcdef',
  SMTP_URL: 'smtps://redhook:p%40ss-word@mail.example.com',
  HOOK_URL: 'https://example.com/hooks/ghijklmn',
  HOOK_SECRET: secret,
}
const app = (notify: string) => `repos:\n  acme/shop: { path: /srv/shop, branch: main, notify: ${notify} }\n`
const channels = (text: string) => `channels:\n  team: { ${text} }\nrepos: {}\n`

/** The mistakes, without the file's name. */
function mistakesOf(yaml: string, from: Record<string, string> = {}): string[] {
  using folder = createRegistryFolder(yaml)
  try {
    folder.load({ variables: from })
    return []
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .map(line => line.replace(/^redhook\.yml:/, ''))
  }
}

describe('channels in the registry', () => {
  it('can be all that the example shows, with their defaults filled in and their secrets known', () => {
    const example = readFileSync(path.resolve(import.meta.dirname, '../../config/redhook.example.yml'), 'utf8')
    const used = example
      .replace(/^# channels:/m, 'channels:')
      .replaceAll(/^#( {3}\w+: \{ type:.*)$/gm, '$1')
      .replace('  # notify:', '  notify:')
    using folder = createRegistryFolder(used)
    const config = folder.load({ variables })
    expect([...config.channels.values()].map(({ type }) => type)).toEqual([...channelTypes])
    expect(config.channels.get('phone')).toEqual({ type: 'ntfy', url: 'https://ntfy.sh', topic: 'staging-4f1c9a' })
    expect(config.channels.get('bot')).toMatchObject({ url: 'https://api.telegram.org', chat: '-1001234567890' })
    expect(config.apps[0]?.notify).toEqual([
      { channel: 'team', on: ['failed', 'rolled_back', 'recovered'] },
      { channel: 'mail', on: ['failed', 'rolled_back', 'recovered', 'succeeded', 'locked'] },
    ])
    expect(config.secrets).toEqual(
      expect.arrayContaining([...Object.values(variables), 'p@ss-word', '/services/T0/B0/abcdefgh']),
    )
  })

  it('are secret also when they are written into the registry itself', () => {
    using folder = createRegistryFolder(channels(`type: slack, url: "${variables.SLACK_URL}"`))
    expect(folder.load().secrets).toContain(variables.SLACK_URL)
  })

  it('that nobody is told by are worth a warning', () => {
    using folder = createRegistryFolder(channels('type: ntfy, topic: x'))
    expect(folder.load().warnings).toContain(
      "the channel team is told nothing; name it in an app's notify, or in that of defaults",
    )
  })

  it('leave an app that says [] alone, and one that says nothing to the defaults', () => {
    using folder = createRegistryFolder(
      'channels: { team: { type: ntfy, topic: x } }\ndefaults: { notify: [team] }\nrepos:\n  acme/a: { path: /a, branch: m }\n  acme/b: { path: /b, branch: m, notify: [] }\n',
    )
    expect(folder.load().apps.map(({ notify }) => notify.map(({ channel }) => channel))).toEqual([['team'], []])
  })

  it.each([
    [
      'an unknown channel',
      app('[team]'),
      [
        '2:56 repos."acme/shop".notify[0]: "team" is not a channel; there are none yet: add channels: at the top of the registry',
      ],
    ],
    [
      'a channel with a slip',
      `channels: { team: { type: ntfy, topic: x } }\n${app('[{to: teem}]')}`,
      ['3:61 repos."acme/shop".notify[0].to: "teem" is not a channel; did you mean team?'],
    ],
    [
      'a channel named twice',
      `channels: { team: { type: ntfy, topic: x } }\n${app('[team, {to: team, on: [locked]}]')}`,
      ['3:67 repos."acme/shop".notify[1].to: "team" stands here a second time; name its kinds in one entry'],
    ],
    [
      'a mistake in the defaults',
      'channels: { team: { type: ntfy, topic: x } }\ndefaults: { notify: [tean] }\nrepos: {}\n',
      ['2:22 defaults.notify[0]: "tean" is not a channel; did you mean team?'],
    ],
    [
      'an unknown kind',
      `channels: { team: { type: ntfy, topic: x } }\n${app('[{to: team, on: [failure]}]')}`,
      [
        '3:72 repos."acme/shop".notify[0].on[0]: "failure" is not one of failed, rolled_back, recovered, succeeded, locked',
      ],
    ],
    [
      'no kind',
      `channels: { team: { type: ntfy, topic: x } }\n${app('[{to: team, on: []}]')}`,
      [
        '3:71 repos."acme/shop".notify[0].on: an empty list is not a list with at least one kind; leave it out for failed, rolled_back and recovered',
      ],
    ],
    [
      'a list that is none',
      `channels: { team: { type: ntfy, topic: x } }\n${app('team')}`,
      ['3:55 repos."acme/shop".notify: "team" is not a list; write [team], or [{to: team, on: [failed, recovered]}]'],
    ],
    [
      'an unknown type',
      channels('type: slak, url: https://x.example'),
      ['2:17 channels.team.type: "slak" is not one of slack, discord, teams, telegram, ntfy, mail, webhook'],
    ],
    [
      'no type',
      channels('url: https://x.example'),
      ['2:3 channels.team.type: is missing; expected one of slack, discord, teams, telegram, ntfy, mail, webhook'],
    ],
    [
      'a key of another type',
      channels('type: slack, url: https://x.example, topic: x'),
      ['2:48 channels.team.topic: "topic" is not a known key; there are type, url'],
    ],
    [
      'a URL that is none, which is not shown',
      channels('type: slack, url: "hooks.example/abcdefgh"'),
      ['2:29 channels.team.url: what is written here is not an http or https URL without credentials'],
    ],
    [
      'a token that is none, which is not shown',
      channels('type: telegram, chat: "1", token: "12345:abc def"'),
      ['2:45 channels.team.token: what is written here is not a token'],
    ],
    [
      'a secret that is too short',
      channels('type: webhook, url: https://x.example, secret: whsec_YWJj'),
      ['2:58 channels.team.secret: what is written here is not a secret; write whsec_ and 24 to 64 bytes in base64'],
    ],
    [
      'a mail server of another protocol',
      channels('type: mail, url: imap://x.example, from: a@b.example, to: [c@d.example]'),
      [
        "2:28 channels.team.url: what is written here is not a mail server's address; write smtps://user:password@mail.example.com or smtp://localhost:25",
      ],
    ],
    [
      'an address with a line end',
      channels('type: mail, url: smtp://x.example, from: "a@b.example\\r\\nBcc: x@y.example", to: [c@d.example]'),
      [
        '2:52 channels.team.from: "a@b.example\\r\\nBcc: x@y.example" is not a mail address; write redhook@example.com or Redhook <redhook@example.com>',
      ],
    ],
    [
      'nobody to mail to',
      channels('type: mail, url: smtp://x.example, from: a@b.example, to: []'),
      ['2:69 channels.team.to: an empty list is not a list with at least one mail address'],
    ],
    [
      'a chat that is none',
      channels('type: telegram, token: x, chat: my chat'),
      ['2:43 channels.team.chat: "my chat" is not a chat; write its number or @name'],
    ],
    [
      'a name with a space',
      'channels: { "my team": { type: ntfy, topic: x } }\nrepos: {}\n',
      ['1:13 channels."my team": "my team" is not a name; write letters, digits, - and _, a letter first'],
    ],
    [
      'a network that is none',
      'server: { notifyPrivate: [localhost] }\nrepos: {}\n',
      ['1:27 server.notifyPrivate[0]: "localhost" is not an IP address or network; write 10.0.0.7 or 10.0.0.0/8'],
    ],
  ])('says what is wrong: %s', (_title, yaml, mistakes) => {
    expect(mistakesOf(yaml)).toEqual(mistakes)
  })
})
