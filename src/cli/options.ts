import { InvalidArgumentError } from 'commander'

/** A whole number of an option, between these bounds. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`)
  }

/** A full repository name, `owner/name` (GitLab's groups may be deeper). */
export function repositoryName(text: string): string {
  if (/^[\w.-]+(\/[\w.-]+)+$/.test(text)) return text
  throw new InvalidArgumentError('expected owner/name, as in acme/shop')
}

/** A full commit hash. */
export function commitHash(text: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return text
  throw new InvalidArgumentError('expected a full commit hash: git rev-parse HEAD prints one')
}
