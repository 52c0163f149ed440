import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiDocument } from '../../../src/http/api/docs/schema.ts'
import { type ApiSite, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
let html: string
let headers: Headers
let document: ApiDocument
beforeAll(async () => {
  site = openApiSite()
  const answer = await site.ask('/docs')
  headers = answer.headers
  html = await answer.text()
  document = (await (await site.ask('/openapi.json')).json()) as ApiDocument
})
afterAll(() => site[Symbol.asyncDispose]())

const operations = () => Object.values(document.paths).flatMap(methods => Object.values(methods))

describe('the page of the API', () => {
  it('shows every route under its own anchor, with its path, its words and an example', () => {
    expect(operations().length).toBeGreaterThan(35)
    for (const { operationId, summary } of operations()) {
      expect(html).toContain(`id="${operationId}"`)
      expect(html).toContain(`href="#${operationId}"`)
      expect(html).toContain(summary)
    }
    for (const path of Object.keys(document.paths)) expect(html).toContain(`<code>${path}</code>`)
    expect(html.match(/curl/g)?.length).toBe(operations().length)
  })

  it('shows every schema, and every link within it leads somewhere', () => {
    for (const name of Object.keys(document.components.schemas)) expect(html).toContain(`id="schema-${name}"`)
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.filter(target => !ids.includes(target))).toEqual([])
  })

  it('needs no script and no style within it, and nothing from elsewhere', () => {
    expect(html).not.toMatch(/<style| style=| on\w+=|javascript:/)
    expect(html).not.toMatch(/<script(?![^>]* src="\/)/)
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
  })

  it('has examples with bodies that their routes take', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const { post } = methods
      const name = post?.requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1) ?? ''
      const example = document.components.schemas[name]?.example
      if (post === undefined || example === undefined) continue
      const answer = await site.ask(path.replace('{app}', 'shop'), { body: example })
      expect([path, answer.status]).toEqual([path, Number(Object.keys(post.responses).find(code => code < '3'))])
    }
  })

  it('tells which schema an answer has, and which role it needs', () => {
    expect(html).toContain('<a href="#schema-Deployment">Deployment</a>')
    expect(html).toContain('needs admin')
    expect(html).toContain('anyone')
  })

  it('is for those who may see', async () => {
    for (const path of ['/docs', '/openapi.json']) {
      expect((await site.ask(path, { as: 'nobody' })).status).toBe(401)
      expect((await site.ask(path, { as: 'view' })).status).toBe(200)
    }
  })
})
