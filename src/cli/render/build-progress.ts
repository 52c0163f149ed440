import { clean } from './clean.ts'

/** What a build is at, out of a line that BuildKit prints (`#7 [web 2/5] RUN npm ci`); undefined for any other line. */
export function readBuildStep(line: string): string | undefined {
  const [, where, what] = /^#\d+ \[([^\]]+)\] (\S.*)$/.exec(clean(line)) ?? []
  return where === undefined || what === undefined || where === 'internal' ? undefined : `${where} ${what}`
}
