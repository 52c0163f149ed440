/** What `.redhook.yml` asks for, at one commit. */
export interface CheckSpec {
  /** Where the steps run: in a container of this image, or in one of this service of the repository's Compose file. */
  readonly where: { readonly image: string } | { readonly service: string }
  /** In order; the first that fails ends the check. At least one. */
  readonly steps: readonly CheckStep[]
  readonly timeoutMs?: number
  readonly memoryBytes?: number
  readonly cpus?: number
  /** Literal values, in git for everybody to read. */
  readonly env: Readonly<Record<string, string>>
}

export interface CheckStep {
  /** As it was written, for the log. */
  readonly title: string
  /** Run inside the container; a text became `sh -ec <text>` there. */
  readonly argv: readonly string[]
}

/** The file's name, in the app's folder of the repository. */
export const specFile = '.redhook.yml'

/** Larger ones are refused unread. */
export const mostSpecBytes = 64 * 1024
