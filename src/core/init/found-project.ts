/** A Compose project of which at least one container runs, as the labels of its containers tell it. */
export interface RunningProject {
  readonly project: string
  /** The folder Compose was started in, absolute. */
  readonly folder: string
  /** The Compose files, absolute, in their order. */
  readonly files: readonly string[]
  readonly services: readonly string[]
  /** One of its containers is the one Redhook itself lives in. */
  readonly isOwn: boolean
}

/** The same with what is known of its folder. */
export interface FoundProject extends RunningProject {
  /** The folder without symlinks, with what is in it; absent when it is gone. */
  readonly place?: ProjectPlace
}

export interface ProjectPlace {
  readonly folder: string
  /** Its Compose files, relative to the folder, that are there, the usual names among them. */
  readonly existing: readonly string[]
  /** The project's own Compose files, without symlinks, in their order. */
  readonly files: readonly string[]
  /** `COLOR` and `DEBUG` of its `.env`. */
  readonly env: { readonly COLOR?: string; readonly DEBUG?: string }
  /** Absent when no folder above is a checkout. */
  readonly checkout?: ProjectCheckout
}

export interface ProjectCheckout {
  /** The repository's root, absolute. */
  readonly root: string
  /** Where `origin` leads, without credentials. */
  readonly remote?: string
  /** Absent when HEAD is detached. */
  readonly branch?: string
  /** Tracked files that differ from HEAD. */
  readonly edited: readonly string[]
}
