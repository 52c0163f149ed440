import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { renderMail } from '../../../src/adapters/notify/mail.ts'
import { renderRequest } from '../../../src/adapters/notify/notifier.ts'
import type { Channel } from '../../../src/core/notice/channel.ts'
import type { Notice } from '../../../src/core/notice/notice.ts'
import { hostileNotice, sampleNotice } from '../../support/notice-samples.ts'

type HttpChannel = Exclude<Channel, { type: 'mail' }>

const options = { id: 'msg_1', now: 1_700_000_000_000 }
const channels: Record<HttpChannel['type'], HttpChannel> = {
  slack: { type: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x' },
  discord: { type: 'discord', url: 'https://discord.com/api/webhooks/1/x' },
  teams: { type: 'teams', url: 'https://example.logic.azure.com/workflows/1?sig=x' },
  telegram: { type: 'telegram', url: 'https://api.telegram.org', token: '1:x', chat: '-100', topic: 5 },
  ntfy: { type: 'ntfy', url: 'https://ntfy.sh', topic: 'staging', token: 'tk_x' },
  webhook: {
    type: 'webhook',
    url: 'https://example.com/hook',
    secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
  },
}

const render = (type: HttpChannel['type'], notice: Notice) => {
  const { body, ...request } = renderRequest(channels[type], notice, options)
  return { ...request, bytes: Buffer.byteLength(body), json: JSON.parse(body) }
}

/** What is sent, without the content type that all have. */
function shown(type: HttpChannel['type']): string {
  const { url, headers, json } = render(type, sampleNotice())
  const { 'content-type': contentType, ...others } = headers
  expect(contentType).toBe('application/json; charset=utf-8')
  return stringify({ url, ...others, ...json }, { lineWidth: 0 })
}

describe('a message', () => {
  it('for slack', () => {
    expect(shown('slack')).toMatchInlineSnapshot(`
      "url: https://hooks.slack.com/services/T0/B0/x
      text: "❌ shop: the new version failed, the last good one runs again"
      blocks:
        - type: header
          text:
            type: plain_text
            text: "❌ shop: the new version failed, the last good one runs again"
            emoji: true
        - type: section
          text:
            type: mrkdwn
            text: web exited with code 1; what ran before runs again
            verbatim: true
        - type: section
          text:
            type: mrkdwn
            text: |-
              *Repository:* acme/shop
              *Branch:* main
              *Commit:* 3f2a91c0de
              *By:* ada, who pushed
              *Took:* 1 min 15 s
              *Failed in:* verify
              *Code:* UNHEALTHY
              *web:* exited, exit code 1
              *In a row:* 3 failures
              *Not told:* 1 of the same kind since the last message
            verbatim: true
        - type: section
          text:
            type: mrkdwn
            text: |-
              • 3f2a91c0de cart: count twice (Ada Lovelace)
              • c0ffee0000 Größe &amp; &lt;b&gt;price&lt;/b&gt; (Zoë)
              • … and 12 more
            verbatim: true
        - type: section
          text:
            type: mrkdwn
            text: |-
              \`\`\`
              &gt; node index.js

              Error: Cannot find module ./cart
              \`\`\`
            verbatim: true
        - type: section
          text:
            type: mrkdwn
            text: "*What to do:* Read the log of web below, correct it and push again."
            verbatim: true
        - type: context
          elements:
            - type: mrkdwn
              text: <https://redhook.example.com/deployments/42|Deployment 42> · <https://redhook.example.com/apps/shop|shop>
              verbatim: true
      unfurl_links: false
      unfurl_media: false
      "
    `)
  })

  it('for discord', () => {
    expect(shown('discord')).toMatchInlineSnapshot(`
      "url: https://discord.com/api/webhooks/1/x
      username: Redhook
      allowed_mentions:
        parse: []
      embeds:
        - title: "❌ shop: the new version failed, the last good one runs again"
          url: https://redhook.example.com/deployments/42
          color: 12986408
          description: |-
            web exited with code 1; what ran before runs again

            • 3f2a91c0de cart: count twice (Ada Lovelace)
            • c0ffee0000 Größe & \\<b\\>price\\</b\\> (Zoë)
            • … and 12 more

            \`\`\`
            > node index.js

            Error: Cannot find module ./cart
            \`\`\`

            **What to do:** Read the log of web below, correct it and push again.

            [Deployment 42](https://redhook.example.com/deployments/42) · [shop](https://redhook.example.com/apps/shop)
          fields:
            - name: Repository
              value: acme/shop
              inline: true
            - name: Branch
              value: main
              inline: true
            - name: Commit
              value: 3f2a91c0de
              inline: true
            - name: By
              value: ada, who pushed
              inline: true
            - name: Took
              value: 1 min 15 s
              inline: true
            - name: Failed in
              value: verify
              inline: true
            - name: Code
              value: UNHEALTHY
              inline: true
            - name: web
              value: exited, exit code 1
              inline: true
            - name: In a row
              value: 3 failures
              inline: true
            - name: Not told
              value: 1 of the same kind since the last message
              inline: false
          timestamp: 2026-11-22T10:04:00.000Z
      "
    `)
  })

  it('for teams', () => {
    expect(shown('teams')).toMatchInlineSnapshot(`
      "url: https://example.logic.azure.com/workflows/1?sig=x
      type: message
      attachments:
        - contentType: application/vnd.microsoft.card.adaptive
          contentUrl: null
          content:
            $schema: http://adaptivecards.io/schemas/adaptive-card.json
            type: AdaptiveCard
            version: "1.4"
            msteams:
              width: Full
            body:
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "❌ shop: the new version failed, the last good one runs again"
                    weight: Bolder
                    color: Attention
                    size: Large
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: web exited with code 1; what ran before runs again
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Repository: "
                    weight: Bolder
                  - type: TextRun
                    text: acme/shop
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Branch: "
                    weight: Bolder
                  - type: TextRun
                    text: main
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Commit: "
                    weight: Bolder
                  - type: TextRun
                    text: 3f2a91c0de
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "By: "
                    weight: Bolder
                  - type: TextRun
                    text: ada, who pushed
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Took: "
                    weight: Bolder
                  - type: TextRun
                    text: 1 min 15 s
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Failed in: "
                    weight: Bolder
                  - type: TextRun
                    text: verify
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Code: "
                    weight: Bolder
                  - type: TextRun
                    text: UNHEALTHY
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "web: "
                    weight: Bolder
                  - type: TextRun
                    text: exited, exit code 1
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "In a row: "
                    weight: Bolder
                  - type: TextRun
                    text: 3 failures
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "Not told: "
                    weight: Bolder
                  - type: TextRun
                    text: 1 of the same kind since the last message
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "• 3f2a91c0de cart: count twice (Ada Lovelace)"
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: • c0ffee0000 Größe & <b>price</b> (Zoë)
                spacing: Small
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: • … and 12 more
                spacing: Small
              - type: Container
                style: emphasis
                items:
                  - type: RichTextBlock
                    inlines:
                      - type: TextRun
                        text: "> node index.js"
                        fontType: Monospace
                    spacing: None
                  - type: RichTextBlock
                    inlines:
                      - type: TextRun
                        text: " "
                        fontType: Monospace
                    spacing: None
                  - type: RichTextBlock
                    inlines:
                      - type: TextRun
                        text: "Error: Cannot find module ./cart"
                        fontType: Monospace
                    spacing: None
              - type: RichTextBlock
                inlines:
                  - type: TextRun
                    text: "What to do: "
                    weight: Bolder
                  - type: TextRun
                    text: Read the log of web below, correct it and push again.
                spacing: Medium
            actions:
              - type: Action.OpenUrl
                title: Deployment 42
                url: https://redhook.example.com/deployments/42
              - type: Action.OpenUrl
                title: shop
                url: https://redhook.example.com/apps/shop
      "
    `)
  })

  it('for telegram', () => {
    expect(shown('telegram')).toMatchInlineSnapshot(`
      "url: https://api.telegram.org/bot1:x/sendMessage
      chat_id: "-100"
      message_thread_id: 5
      text: |-
        <b>❌ shop: the new version failed, the last good one runs again</b>

        web exited with code 1; what ran before runs again

        <b>Repository:</b> acme/shop
        <b>Branch:</b> main
        <b>Commit:</b> 3f2a91c0de
        <b>By:</b> ada, who pushed
        <b>Took:</b> 1 min 15 s
        <b>Failed in:</b> verify
        <b>Code:</b> UNHEALTHY
        <b>web:</b> exited, exit code 1
        <b>In a row:</b> 3 failures
        <b>Not told:</b> 1 of the same kind since the last message

        • 3f2a91c0de cart: count twice (Ada Lovelace)
        • c0ffee0000 Größe &amp; &lt;b&gt;price&lt;/b&gt; (Zoë)
        • … and 12 more

        <pre>&gt; node index.js

        Error: Cannot find module ./cart</pre>

        <b>What to do:</b> Read the log of web below, correct it and push again.

        <a href="https://redhook.example.com/deployments/42">Deployment 42</a> · <a href="https://redhook.example.com/apps/shop">shop</a>
      parse_mode: HTML
      link_preview_options:
        is_disabled: true
      disable_notification: false
      "
    `)
  })

  it('for ntfy', () => {
    expect(shown('ntfy')).toMatchInlineSnapshot(`
      "url: https://ntfy.sh/
      authorization: Bearer tk_x
      topic: staging
      title: "shop: the new version failed, the last good one runs again"
      message: |-
        web exited with code 1; what ran before runs again

        What to do: Read the log of web below, correct it and push again.

        Repository: acme/shop
        Branch: main
        Commit: 3f2a91c0de
        By: ada, who pushed
        Took: 1 min 15 s
        Failed in: verify
        Code: UNHEALTHY
        web: exited, exit code 1
        In a row: 3 failures
        Not told: 1 of the same kind since the last message

        Commits:
          3f2a91c0de cart: count twice (Ada Lovelace)
          c0ffee0000 Größe & <b>price</b> (Zoë)
          … and 12 more

        Last log lines:
          > node index.js
          
          Error: Cannot find module ./cart

        Deployment 42: https://redhook.example.com/deployments/42
        shop: https://redhook.example.com/apps/shop
      priority: 4
      tags:
        - x
      click: https://redhook.example.com/deployments/42
      actions:
        - action: view
          label: Deployment 42
          url: https://redhook.example.com/deployments/42
        - action: view
          label: shop
          url: https://redhook.example.com/apps/shop
      "
    `)
  })

  it('for webhook', () => {
    expect(shown('webhook')).toMatchInlineSnapshot(`
      "url: https://example.com/hook
      webhook-id: msg_1
      webhook-timestamp: "1700000000"
      webhook-signature: v1,4Mk648m8pMv69kBmdMqUU8F93ag3X3rGMlX8Y90wggU=
      type: deployment.rolled_back
      timestamp: 2026-11-22T10:04:00.000Z
      data:
        kind: rolled_back
        tone: bad
        title: "shop: the new version failed, the last good one runs again"
        app: shop
        deployment: 42
        why: web exited with code 1; what ran before runs again
        hint: Read the log of web below, correct it and push again.
        facts:
          - name: Repository
            value: acme/shop
          - name: Branch
            value: main
          - name: Commit
            value: 3f2a91c0de
          - name: By
            value: ada, who pushed
          - name: Took
            value: 1 min 15 s
          - name: Failed in
            value: verify
          - name: Code
            value: UNHEALTHY
          - name: web
            value: exited, exit code 1
          - name: In a row
            value: 3 failures
          - name: Not told
            value: 1 of the same kind since the last message
        commits:
          - commit: 3f2a91c0de
            subject: "cart: count twice"
            author: Ada Lovelace
          - commit: c0ffee0000
            subject: Größe & <b>price</b>
            author: Zoë
        moreCommits: 12
        log:
          - "> node index.js"
          - ""
          - "Error: Cannot find module ./cart"
        links:
          - text: Deployment 42
            url: https://redhook.example.com/deployments/42
          - text: shop
            url: https://redhook.example.com/apps/shop
        at: 2026-11-22T10:04:00.000Z
      "
    `)
  })

  it('as a mail', () => {
    const { subject, text, html } = renderMail(sampleNotice())
    expect(`${subject}\n\n${text}\n${html}`).toMatchInlineSnapshot(`
      "❌ shop: the new version failed, the last good one runs again

      shop: the new version failed, the last good one runs again

      web exited with code 1; what ran before runs again

      What to do: Read the log of web below, correct it and push again.

      Repository: acme/shop
      Branch: main
      Commit: 3f2a91c0de
      By: ada, who pushed
      Took: 1 min 15 s
      Failed in: verify
      Code: UNHEALTHY
      web: exited, exit code 1
      In a row: 3 failures
      Not told: 1 of the same kind since the last message

      Commits:
        3f2a91c0de cart: count twice (Ada Lovelace)
        c0ffee0000 Größe & <b>price</b> (Zoë)
        … and 12 more

      Last log lines:
        > node index.js
        
        Error: Cannot find module ./cart

      Deployment 42: https://redhook.example.com/deployments/42
      shop: https://redhook.example.com/apps/shop

      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>shop: the new version failed, the last good one runs again</title></head>
      <body style="margin:0;padding:24px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;line-height:1.5;color:#1b1f23">
      <h1 style="margin:0 0 16px;padding-left:12px;border-left:4px solid #c62828;font-size:19px">shop: the new version failed, the last good one runs again</h1>
      <p style="margin:0 0 16px">web exited with code 1; what ran before runs again</p>
      <p style="margin:0 0 16px"><b>What to do:</b> Read the log of web below, correct it and push again.</p>
      <table style="margin:0 0 16px;border-collapse:collapse;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;line-height:1.5;color:#1b1f23">
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Repository</td><td>acme/shop</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Branch</td><td>main</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Commit</td><td>3f2a91c0de</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">By</td><td>ada, who pushed</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Took</td><td>1 min 15 s</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Failed in</td><td>verify</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Code</td><td>UNHEALTHY</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">web</td><td>exited, exit code 1</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">In a row</td><td>3 failures</td></tr>
      <tr><td style="padding:2px 16px 2px 0;color:#57606a">Not told</td><td>1 of the same kind since the last message</td></tr>
      </table>
      <ul style="margin:0 0 16px;padding-left:20px">
      <li>3f2a91c0de cart: count twice (Ada Lovelace)</li>
      <li>c0ffee0000 Größe &amp; &lt;b&gt;price&lt;/b&gt; (Zoë)</li>
      <li>… and 12 more</li>
      </ul>
      <pre style="margin:0 0 16px;padding:12px;background:#f6f8fa;border-radius:6px;white-space:pre-wrap;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px">
      &gt; node index.js

      Error: Cannot find module ./cart
      </pre>
      <p style="margin:0 0 16px"><a href="https://redhook.example.com/deployments/42">Deployment 42</a> · <a href="https://redhook.example.com/apps/shop">shop</a></p>
      </body></html>"
    `)
  })

  it('of a test has no empty parts', () => {
    const bare = sampleNotice({ kind: 'test', facts: [], commits: [], moreCommits: 0, log: [], links: [] })
    const { why, hint, ...rest } = bare
    for (const type of ['slack', 'discord', 'teams', 'telegram', 'ntfy'] as const)
      expect(JSON.stringify(render(type, rest).json)).not.toMatch(/"text":"\s*"|undefined|\\n\\n\\n/)
    expect(renderMail(rest).text).not.toMatch(/\n\n\n|undefined/)
  })
})

const hostile = [hostileNotice(), hostileNotice(60)]

describe('words of others in a message', () => {
  it.each(hostile)('mention nobody in Slack and fit its blocks', notice => {
    const { json } = render('slack', notice)
    for (const { text, elements } of json.blocks) {
      const said: string = text?.text ?? elements[0].text
      expect(said.length).toBeLessThanOrEqual(3_000)
      // What is left of `<…>` are our own links.
      for (const [tag] of said.matchAll(/<[^>]*>/g)) expect(tag).toMatch(/^<https:\/\/redhook\.example\.com\//)
    }
    expect(json.blocks[0].text.text.length).toBeLessThanOrEqual(150)
    expect(json.text).not.toMatch(/[<>]/)
  })

  it('cannot leave the code block of Slack, Discord and Telegram', () => {
    const logs = ['</pre><b>out</b>', '``` @everyone', 'x']
    const notice = sampleNotice({ log: logs })
    const slack = render('slack', notice).json.blocks.map(
      (block: { text?: { text: string } }) => block.text?.text ?? '',
    )
    expect(
      slack.filter((text: string) => text.includes('```')).map((text: string) => text.split('```').length),
    ).toEqual([3])
    expect(render('discord', notice).json.embeds[0].description.split('```')).toHaveLength(3)
    expect(render('telegram', notice).json.text.split('</pre>')).toHaveLength(2)
  })

  it.each(hostile)('mention nobody in Discord, make no links, and fit an embed', notice => {
    const { json } = render('discord', notice)
    const [{ title, description, fields }] = json.embeds
    expect(json.allowed_mentions).toEqual({ parse: [] })
    expect(json.content).toBeUndefined()
    expect(title.length).toBeLessThanOrEqual(256)
    expect(description.length).toBeLessThanOrEqual(4_096)
    const words = fields.flatMap(({ name, value }: { name: string; value: string }) => [name, value])
    expect(fields.length).toBeLessThanOrEqual(25)
    for (const word of words) expect(word.length).toBeLessThanOrEqual(1_024)
    expect([title, description, ...words].join('').length).toBeLessThanOrEqual(6_000)
    expect(description.replace(/```.*?```/gs, '')).not.toMatch(/(?<!\\)\[click(?<!\\)\]/)
  })

  it.each(hostile)('are never read as Markdown by Teams, and the card fits', notice => {
    const { json, bytes } = render('teams', notice)
    const card = json.attachments[0].content
    expect(bytes).toBeLessThanOrEqual(28 * 1024)
    expect(JSON.stringify(card)).not.toContain('"TextBlock"')
    expect(card.msteams).toEqual({ width: 'Full' })
  })

  it.each(hostile)(
    'are no markup for Telegram, which gets balanced tags of its own kind and no more than it takes',
    notice => {
      const { text } = render('telegram', notice).json
      expect(text.length).toBeLessThanOrEqual(4_096)
      const tags = [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
      expect(new Set(tags.map(tag => tag.replace(/ .*>/, '>')))).toEqual(
        new Set(['<b>', '</b>', '<a>', '</a>', ...(text.includes('<pre>') ? ['<pre>', '</pre>'] : [])]),
      )
      expect(text.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:lt|gt|amp|quot);)/)
    },
  )

  it.each(hostile)('are plain for ntfy, whose message stays one', notice => {
    const { json, headers, bytes } = render('ntfy', notice)
    expect(Buffer.byteLength(json.message)).toBeLessThanOrEqual(4_096)
    expect(bytes).toBeLessThanOrEqual(8_192)
    expect(headers).toEqual({ 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer tk_x' })
  })

  it.each(hostile)('are escaped in a mail, and its subject is one line', notice => {
    const { subject, html } = renderMail(notice)
    expect(subject).not.toMatch(/[\r\n]/)
    expect(html).not.toMatch(/<(?:script|img)/)
  })
})
