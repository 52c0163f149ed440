import { type ApiDeployment, hasFailed } from './api.ts'
import type { Client } from './client.ts'
import { exitCodes } from './exit-codes.ts'
import { follow } from './follow.ts'
import { createProgress } from './progress.ts'
import { printJson, type Session } from './session.ts'

export interface ShowOptions {
  readonly follow?: boolean
  readonly json?: boolean
}

/** Says that a deployment was queued; with `follow`, shows it to its end, which is the exit status. */
export async function showDeployment(
  session: Session,
  client: Client,
  deployment: ApiDeployment,
  { follow: isFollowed = false, json = false }: ShowOptions,
): Promise<void> {
  if (!isFollowed) return tellQueued(session, deployment, json)
  const ended = await follow(deployment, client, createProgress(session.deps, { quiet: json }), session.deps.signal)
  if (json) printJson(session, ended)
  session.exitCode = hasFailed(ended) ? exitCodes.failed.status : exitCodes.ok.status
}

function tellQueued(session: Session, deployment: ApiDeployment, json: boolean): void {
  if (json) return void printJson(session, deployment)
  session.deps.stdout.write(
    `deployment ${deployment.id} of ${deployment.app} is queued; watch it: redhook logs ${deployment.id} -f\n`,
  )
}
