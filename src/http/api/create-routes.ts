import { OpenAPIHono, type RouteHandler } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { requireRole } from '../access/require-role.ts'
import type { HttpEnv } from '../http-env.ts'
import { allowOnly } from '../methods.ts'
import type { ApiRoute } from './api-route.ts'
import { audited } from './audited.ts'
import { createOnceByKey, type OncePorts } from './once-by-key.ts'
import { answersOf, idempotencyKey } from './problem-answers.ts'
import { readJsonBody } from './read-json-body.ts'
import { refuseInput } from './refuse-input.ts'

/** The API as it grows: each route is added with its handler. */
export interface Api {
  readonly app: OpenAPIHono<HttpEnv>
  add<R extends ApiRoute>(route: R, handler: RouteHandler<R, HttpEnv>): void
}

/**
 * An empty API. What is added is guarded by its role, audited and done once by its key where it changes something, checked against its
 * schemas, and described with the problems it may answer.
 */
export function createRoutes(ports: OncePorts): Api {
  const app = new OpenAPIHono<HttpEnv>()
  const onceByKey = createOnceByKey(ports)
  return {
    app,
    add(route, handler) {
      const described = {
        ...route,
        ...(route.method === 'post' && { request: { ...route.request, headers: idempotencyKey } }),
        responses: { ...answersOf(route), ...route.responses },
        middleware: guardsOf(route, onceByKey),
      }
      const refuse = (result: { success: boolean }, c: Context) => (result.success ? undefined : refuseInput(route, c))
      app.openapi<typeof route>(described, handler, refuse)
    },
  }
}

function guardsOf(route: ApiRoute, onceByKey: MiddlewareHandler<HttpEnv>): MiddlewareHandler<HttpEnv>[] {
  const role = requireRole(route['x-role'])
  if (route.method === 'get') return [role]
  const changing = [audited(route.operationId), role]
  return route.method === 'post' ? [...changing, readJsonBody, onceByKey] : changing
}

/** Answers 405 where a path is known and the method is not. To be called once everything is added. */
export function refuseOtherMethods(app: OpenAPIHono<HttpEnv>): void {
  const methods = new Map<string, string[]>()
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { path, method } = definition.route
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  }
  for (const [path, allowed] of methods) allowOnly(app, path.replaceAll(/\{(\w+)\}/g, ':$1'), allowed.join(', '))
}
