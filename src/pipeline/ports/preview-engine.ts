import type { Target } from '../../core/target.ts'

/** What Compose made of a project's files, before anybody judged it. */
export interface ResolvedModel {
  /** As `docker compose config --format json` prints it. It holds secrets in clear. */
  readonly model: unknown
  /** Variables that Compose reports unset. */
  readonly unset: readonly string[]
}

/** What a preview needs of Docker beside what every deployment does. */
export interface PreviewEngine {
  /**
   * Resolves a project that nobody vouches for. First its files are looked through: what they take in lies in the checkout, and Compose
   * fetches nothing.
   * @param root the checkout's real path
   * @throws RedhookError PREVIEW_REFUSED with what they take in from elsewhere; COMPOSE_INVALID, ENV_MISSING as for every project
   */
  resolve(target: Target, root: string, signal?: AbortSignal): Promise<ResolvedModel>
  /** Compose projects that have containers, networks or volumes with this label, `name=value`. */
  projects(label: string, signal?: AbortSignal): Promise<Set<string>>
  /** Containers, networks, volumes and images of the project that have this label; nothing else of that name. Works without any file. */
  remove(project: string, label: string, signal?: AbortSignal): Promise<void>
  /** Whether nothing of this machine listens at the TCP port. */
  isPortFree(port: number): Promise<boolean>
}

/** The folders of previews. */
export interface PreviewFolders {
  /** The real path of every path that is there. */
  realPaths(paths: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Writes a file that nobody else may read, with the folders above it. */
  write(path: string, text: string): Promise<void>
  /** Removes a file or a folder with all that is in it; it may be gone already. */
  remove(path: string): Promise<void>
  /** Names in a folder; none where it is not there. */
  list(folder: string): Promise<string[]>
}
