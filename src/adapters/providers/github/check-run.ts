import type { CheckRunReport } from '../../../core/report/report.ts'
import { wasThere } from '../edit.ts'
import { remoteKey, splitName } from '../forge.ts'
import type { Sending } from './sending.ts'

/** A check run is made once, then brought up to date. */
export async function putCheckRun(report: CheckRunReport, sending: Sending): Promise<void> {
  const { settings, remoteIds, repository } = sending
  const key = remoteKey(settings, repository, `check-run ${report.key}`)
  const known = remoteIds.remoteId(key)
  if (known !== undefined && (await update(known, report, sending))) return
  const found = await find(report, sending)
  if (found !== undefined && (await update(String(found), report, sending)))
    return remoteIds.rememberRemoteId(key, String(found))
  remoteIds.rememberRemoteId(key, String(await create(report, sending)))
}

const asking = ({ repository, signal }: Sending, what: string) => ({
  ...{ repository, what, signal },
  needs: { checks: 'write' } as const,
})

const longestSummary = 60_000

const timeOf = (ms: number): string => new Date(ms).toISOString()

function fieldsOf({ state, title, summary, url, startedAt, finishedAt }: CheckRunReport) {
  const shared = {
    output: { title, summary: summary.slice(0, longestSummary) },
    ...(url === undefined ? {} : { details_url: url }),
    ...(startedAt === undefined ? {} : { started_at: timeOf(startedAt) }),
  }
  if (state === 'queued' || state === 'in_progress') return { ...shared, status: state }
  return {
    ...shared,
    status: 'completed' as const,
    conclusion: state,
    ...(finishedAt === undefined ? {} : { completed_at: timeOf(finishedAt) }),
  }
}

/** One of ours whose id was lost. */
async function find({ name, key, commit }: CheckRunReport, sending: Sending): Promise<number | bigint | undefined> {
  const { check_runs } = await sending.client.ask(asking(sending, `Looking for the check run ${name}`), request =>
    request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...splitName(sending.repository),
      ...{ ref: commit, check_name: name, per_page: 100 },
    }),
  )
  return check_runs.find(({ external_id }) => external_id === key)?.id
}

async function create(report: CheckRunReport, sending: Sending): Promise<number | bigint> {
  const { name, key, commit } = report
  const made = await sending.client.ask(asking(sending, `Making the check run ${name}`), request =>
    request('POST /repos/{owner}/{repo}/check-runs', {
      ...splitName(sending.repository),
      ...fieldsOf(report),
      ...{ name, head_sha: commit, external_id: key },
    }),
  )
  return made.id
}

/** False when GitHub has no such check run any more. */
function update(id: string, report: CheckRunReport, sending: Sending): Promise<boolean> {
  return wasThere(
    sending.client.ask(asking(sending, `Updating the check run ${report.name}`), request =>
      request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...splitName(sending.repository),
        ...{ check_run_id: Number(id), ...fieldsOf(report) },
      }),
    ),
  )
}
