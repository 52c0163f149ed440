import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { problemAnswers } from './problem-answers.ts'

/** This document itself, and its page. */
export function describeDocuments(registry: OpenAPIHono['openAPIRegistry']): void {
  registry.registerPath({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getDocument',
    summary: 'This document',
    tags: ['Redhook'],
    'x-role': 'view',
    responses: {
      200: {
        description: 'OpenAPI 3.1',
        content: { 'application/json': { schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }) } },
      },
      ...problemAnswers([401, 403, 429, 500]),
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/docs',
    operationId: 'readDocument',
    summary: 'This document as a page',
    tags: ['Redhook'],
    'x-role': 'view',
    responses: {
      200: { description: 'The page', content: { 'text/html': { schema: z.string() } } },
      ...problemAnswers([401, 403, 429, 500]),
    },
  })
}
