import type { KeptAnswer } from '../../pipeline/ports/answer-store.ts'
import type { Database } from './database.ts'
import { parseObject } from './row.ts'

/** How long an answer is given again. */
export const answersKeptMs = 24 * 60 * 60 * 1000

interface AnswerRow {
  readonly request: string
  readonly status: number
  readonly headers: string
  readonly body: string
}

/** The answer kept by that key, if it is not too old. */
export function findAnswer(db: Database, key: string, now: number): KeptAnswer | undefined {
  const sql = 'SELECT request, status, headers, body FROM answers WHERE key = :key AND at > :since'
  const row = db.get<AnswerRow>(sql, { key, since: now - answersKeptMs })
  if (row === undefined) return undefined
  const { request, status, headers, body } = row
  return { request, status, headers: parseObject<Record<string, string>>(headers) ?? {}, body }
}

const keepSql = `
  INSERT OR REPLACE INTO answers (key, request, status, headers, body, at)
  VALUES (:key, :request, :status, :headers, :body, :now)`

/** Keeps an answer; the newest by a key counts. */
export function keepAnswer(
  db: Database,
  key: string,
  { request, status, headers, body }: KeptAnswer,
  now: number,
): void {
  db.run(keepSql, { key, request, status, headers: JSON.stringify(headers), body, now })
}
