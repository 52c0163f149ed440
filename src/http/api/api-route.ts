import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import type { Role } from '../../core/access/actor.ts'

/** A route with everything its document needs, and who may ask. */
export type ApiRoute = RouteConfig & {
  readonly operationId: string
  readonly summary: string
  readonly tags: string[]
  readonly 'x-role': Role
}

/** A route of the API: path, schemas and words together. */
export const defineRoute = <R extends ApiRoute>(route: R): R => createRoute(route) as R
