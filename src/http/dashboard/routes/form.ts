import type { Context } from 'hono'
import { RedhookError } from '../../../core/errors.ts'
import { parseUntil } from '../../../core/hold/parse-until.ts'
import type { HttpEnv } from '../../http-env.ts'

/** A form's fields, trimmed; those left empty are absent. */
export type Form = Readonly<Record<string, string | undefined>>

/** Reads a form. Files in it count for nothing. */
export async function readForm(c: Context<HttpEnv>): Promise<Form> {
  const fields = Object.entries(await c.req.parseBody())
  const texts = fields.map(([name, value]) => [name, typeof value === 'string' ? value.trim() || undefined : undefined])
  return Object.fromEntries(texts)
}

/** A field that must be filled in. @throws RedhookError USAGE */
export function required(form: Form, name: string, most: number): string {
  const value = form[name]
  if (value === undefined) throw usage(`The ${name} is missing`, 'Fill it in and send the form again.')
  if (value.length > most) throw usage(`The ${name} is too long`, `Write ${most} characters at most.`)
  return value
}

/** When something ends; nothing where it does not. @throws RedhookError USAGE */
export const readUntil = ({ until }: Form, now: number): { until?: number } =>
  until === undefined ? {} : { until: parseUntil(until, now) }

export const usage = (message: string, hint: string): RedhookError => new RedhookError(message, { code: 'USAGE', hint })
