import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../../src/core/deployment/deployment.ts'
import { parseAnsi } from '../../../src/http/dashboard/assets/js/ansi.js'
import {
  dashboardHouse,
  sampleApps,
  sampleDeliveries,
  sampleDeployment,
  sampleNow,
} from '../../support/dashboard-house.ts'
import { dashboardSite } from '../../support/dashboard-site.ts'
import { hostileTexts } from '../../support/hostile.ts'

/** A deployment in which everything that others may write is this. */
function hostileDeployment(text: string): Deployment {
  const usual = sampleDeployment(300)
  const reason = { rule: 'context' as const, evidence: text, text }
  return {
    ...usual,
    ...{ app: text, repository: text, branch: text, commit: text, color: text, project: text, reason: text },
    cause: { kind: 'push', delivery: text, pusher: text },
    about: {
      subject: text,
      author: text,
      commits: [1, 2].map(() => ({ commit: text, subject: text, author: text })),
      total: 2,
    },
    plan: {
      ...{
        action: 'build',
        reasons: [reason],
        warnings: [text],
        tip: text,
        base: text,
        changed: [text],
        changedTotal: 1,
      },
      services: [{ service: text, action: 'build', reasons: [reason, reason] }],
      orphans: [text],
    },
    error: {
      code: 'UNHEALTHY',
      message: text,
      hint: text,
      evidence: [{ service: text, state: text, health: text, log: [text] }],
    },
    outcome: [{ service: text, container: 'created' }],
    state: 'rolled_back',
  }
}

function hostileHouse(text: string) {
  const deployment = hostileDeployment(text)
  const hold = { app: text, by: text, at: sampleNow }
  const app = {
    ...{ app: text, repository: text, branch: text, path: text, project: text, last: deployment },
    live: { commit: text, at: 1, deployment: 1, subject: text, author: text },
    lock: { ...hold, reason: text },
    detour: { ...hold, branch: text },
  }
  const [first] = sampleDeliveries()
  const delivery = {
    ...first,
    ...{
      repository: text,
      ref: text,
      pusher: text,
      reason: text,
      event: text,
      id: text,
      hook: text,
      client: text,
      after: text,
    },
    headers: { [text]: text },
    deployments: [{ id: 1, app: text }],
  }
  return {
    apps: () => [app, ...sampleApps(1)],
    getDeployment: () => deployment,
    listDeployments: () => [deployment],
    listDeliveries: () => [delivery],
    getDelivery: () => delivery,
    listAudit: () => [
      {
        id: 1,
        at: 1,
        who: text,
        via: 'token',
        client: text,
        action: text,
        target: text,
        status: 200,
        detail: { [text]: text },
      },
    ],
    listOutbox: () => [
      {
        ...{ id: 1, channel: text, kind: text, app: text, deployment: 1, payload: text, createdAt: 1, availableAt: 1 },
        attempts: 1,
        state: 'failed',
        error: text,
      },
    ],
    containers: async () => [
      {
        service: text,
        name: text,
        id: text,
        state: text,
        health: text,
        restarts: 1,
        image: text,
        ports: [text],
        project: text,
      },
    ],
    health: async () => {
      const health = await dashboardHouse().health()
      return {
        ...health,
        checks: [{ name: text, ok: false, detail: text }],
        remotes: [{ app: text, ok: false, at: 1, detail: text }],
        addresses: { entries: 1, problem: text },
        registry: { ...health.registry, file: text, warnings: [text], problems: [text] },
      }
    },
    readLog: async function* () {
      yield { at: sampleNow, step: 'build' as const, stream: 'stdout' as const, text }
    },
    plan: () => Promise.reject(new Error(text)),
  } as unknown as Parameters<typeof dashboardSite>[0] extends { house?: infer H } | undefined ? NonNullable<H> : never
}

/** What a browser would see of a page: the names of its elements and attributes. */
function namesIn(html: string): { elements: Set<string>; attributes: Set<string> } {
  const tags = [...html.matchAll(/<([a-zA-Z!?][^\s/>]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*\/?>/g)]
  const attributes = tags.flatMap(([, , text = '']) =>
    [...text.matchAll(/\s([^\s=]+)(?:="[^"]*")?/g)].map(([, name = '']) => name),
  )
  return { elements: new Set(tags.map(([, name = '']) => name.toLowerCase())), attributes: new Set(attributes) }
}

const paths = ['/', '/deployments', '/deployments/300', '/deliveries', '/deliveries/1', '/health', '/audit', '/outbox']

describe('words from outside', () => {
  it.each(hostileTexts.map((text, index) => ({ index, text })))('are only ever text ($index)', async ({ text }) => {
    const hostile = dashboardSite({ house: hostileHouse(text) })
    const usual = dashboardSite({ house: hostileHouse('plain') })
    for (const path of [...paths, `/apps/${encodeURIComponent(text.toWellFormed())}`]) {
      const bad = await hostile.page(path)
      const good = namesIn((await usual.page(path.startsWith('/apps/') ? '/apps/plain' : path)).html)
      const found = namesIn(bad.html)
      expect([...found.elements].filter(name => !good.elements.has(name) && name !== 'br' && name !== 'span')).toEqual(
        [],
      )
      expect([...found.attributes].filter(name => !good.attributes.has(name) && name !== 'class')).toEqual([])
      // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing of the kind may reach a page
      expect(bad.html.match(/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)).toBeNull()
    }
  })

  it('end no link and lead nowhere else, whatever an app is called', async () => {
    const { html } = await dashboardSite({ house: hostileHouse('//evil.example/"><b>') }).page('/')
    expect(html).toContain('href="/apps/%2F%2Fevil.example%2F%22%3E%3Cb%3E"')
  })
})

describe('a line of a log', () => {
  const words = (line: string) => parseAnsi(line).map(({ text, classes }) => (classes ? `[${classes}]${text}` : text))

  it.each([
    ['plain text', 'plain', ['plain']],
    ['a color and its end', '\u001b[31mred\u001b[0m plain', ['[f1]red', ' plain']],
    [
      'bright, behind and marks together',
      '\u001b[1;4;97;41mloud\u001b[22;24m less',
      ['[f15 b1 bold under]loud', '[f15 b1] less'],
    ],
    ['one of 256 colors as the nearest of sixteen', '\u001b[38;5;196mred\u001b[39m', ['[f9]red']],
    ['a true color as the nearest of sixteen', '\u001b[38;2;20;200;20mgreen', ['[f10]green']],
    [
      'no cursor, no title, no link',
      '\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u0007click\u001b]8;;\u0007',
      ['click'],
    ],
    ['what remained after writing over', '10 %\r50 %\rdone', ['done']],
    ['a line that ends in CR', 'done\r', ['done']],
    ['tags as text', '\u001b[32m<b>\u001b[0m', ['[f2]<b>']],
    ['a sequence that is cut off as text without effect', 'end\u001b[3', ['end', '3']],
  ])('shows %s', (_, line, expected) => {
    expect(words(line).join('|')).toBe(expected.join('|'))
  })

  it('gives nothing but known classes, whatever is in it', () => {
    for (let code = 0; code < 300; code++) {
      for (const { classes } of parseAnsi(`\u001b[${code};38;5;${code};48;2;${code};9;9mx`)) {
        expect(classes).toMatch(/^(?:(?:f\d+|b\d+|bold|dim|italic|under)(?: |$))*$/)
      }
    }
  })
})
