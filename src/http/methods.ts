import type { Env, Hono } from 'hono'
import { problem, problemResponse } from './problem.ts'

/** Says of a path that only these methods exist. To be called after its handlers. */
export function allowOnly<E extends Env>(app: Hono<E>, path: string, methods: string): void {
  const refusal = problem(405, 'METHOD_NOT_ALLOWED', `Only ${methods} is possible here.`, `Use ${methods}.`)
  app.all(path, () => problemResponse(refusal, { allow: methods }))
}
