import type { OpenAPIHono } from '@hono/zod-openapi'
import { describeDocuments } from './describe-documents.ts'
import { describeProbes } from './describe-probes.ts'
import { describeWebhook } from './describe-webhook.ts'
import { securitySchemes } from './document-head.ts'

export type Registry = OpenAPIHono['openAPIRegistry']

/** Puts into the document what is answered outside the API's own routes, and how to come in. */
export function describeElsewhere(registry: Registry): void {
  registry.registerComponent('securitySchemes', 'token', securitySchemes.token)
  registry.registerComponent('securitySchemes', 'session', securitySchemes.session)
  for (const describe of [describeWebhook, describeProbes, describeDocuments]) describe(registry)
}
