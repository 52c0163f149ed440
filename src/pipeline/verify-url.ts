import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { StepContext } from './step-context.ts'
import type { VerifyPorts } from './verify.ts'
import { askHealthUrl } from './verify.ts'

const betweenTriesMs = 1_000

/**
 * Waits until the health URL of a `command` app answers well; returns at once when it has none.
 * @throws RedhookError HEALTH_TIMEOUT
 */
export async function verifyUrl(
  app: App,
  ports: Pick<VerifyPorts, 'prober' | 'clock'>,
  context: StepContext,
): Promise<void> {
  const { clock } = ports
  const startedAt = clock.monotonic()
  for (;;) {
    const complaint = await askHealthUrl(app, ports, context)
    if (complaint === undefined) return
    if (clock.monotonic() - startedAt >= app.health.timeoutMs) {
      throw new RedhookError(`Not healthy after ${app.health.timeoutMs / 1_000} s: ${complaint}`, {
        code: 'HEALTH_TIMEOUT',
        hint: "Read the service's own log (journalctl -u …), or raise health.timeout.",
      })
    }
    await clock.sleep(betweenTriesMs, context.signal)
  }
}
