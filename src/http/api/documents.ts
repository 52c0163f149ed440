import { OpenAPIHono } from '@hono/zod-openapi'
import { requireRole } from '../access/require-role.ts'
import { renderPage } from '../dashboard/page.tsx'
import type { HttpEnv } from '../http-env.ts'
import { allowOnly } from '../methods.ts'
import { deploymentSchema } from './deployment-json.ts'
import { describeElsewhere } from './describe-elsewhere.ts'
import { DocsPage, renderDocs } from './docs/docs-page.tsx'
import type { ApiDocument } from './docs/schema.ts'
import { documentHead } from './document-head.ts'
import { versionSchema } from './version-json.ts'

/** `/openapi.json`: the API described by the very schemas it checks with. `/docs`: the same, to be read. */
export function createDocuments(api: OpenAPIHono<HttpEnv>, version: string): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  const text = remember(() => JSON.stringify(describeApi(api, version)))
  const content = remember(() => renderDocs(JSON.parse(text()) as ApiDocument))
  app.get('/openapi.json', requireRole('view'), c => c.body(text(), 200, { 'content-type': 'application/json' }))
  app.get('/docs', requireRole('view'), c => renderPage(c, DocsPage({ content: content(), actor: c.var.actor })))
  for (const path of ['/openapi.json', '/docs']) allowOnly(app, path, 'GET')
  return app
}

/** The whole document: what the API has, and what is answered elsewhere. */
export function describeApi(api: OpenAPIHono<HttpEnv>, version: string) {
  const all = new OpenAPIHono<HttpEnv>()
  // Before anything else speaks of them: a component takes the words of whoever speaks first.
  all.openAPIRegistry.register('Deployment', deploymentSchema)
  all.openAPIRegistry.register('Version', versionSchema)
  all.route('/api/v1', api)
  describeElsewhere(all.openAPIRegistry)
  return all.getOpenAPI31Document(documentHead(version), { sortComponents: 'alphabetically' })
}

/** Made when it is first asked for. */
function remember<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
