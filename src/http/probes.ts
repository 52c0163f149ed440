import { Hono } from 'hono'
import { allowOnly } from './methods.ts'
import type { ProbeAnswers } from './probe-answers.ts'

/** `/healthz`: this process answers. `/readyz`: a push could become live. `/v1/status`: exactly that, for badges. */
export function createProbes(answers: ProbeAnswers): Hono {
  const app = new Hono()
  for (const [path, ask] of answers) {
    app.get(path, async c => {
      const { status, body } = await ask()
      return c.json(body, status)
    })
    allowOnly(app, path, 'GET')
  }
  return app
}
