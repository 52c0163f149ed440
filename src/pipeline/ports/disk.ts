/** Files beside the checkout's own: inputs git does not track, markers, stamps. Paths are absolute. */
export interface Disk {
  /** The content; undefined when there is no such regular file. A symlink is followed. */
  read(path: string): Promise<Buffer | undefined>
  /** What tells this very file from another that took its name, or from itself after a write. */
  identity(path: string): Promise<string | undefined>
  /** Removes the file if it is still the one with this identity. */
  removeIf(path: string, identity: string): Promise<boolean>
  /** The path without symlinks; the path itself when there is nothing yet. */
  realPath(path: string): Promise<string>
  /** How many bytes whoever is not root may still write there; undefined when there is no such folder, or it can't be told. */
  freeBytes(folder: string): Promise<number | undefined>
  /** How full the file system of a folder is, for whoever is not root; `device` tells file systems apart. Undefined as for `freeBytes`. */
  space(folder: string): Promise<DiskSpace | undefined>
  /** Writes the file whole or not at all. A symlink in its place is replaced, not followed; a path that leaves `within` is refused. */
  replace(path: string, text: string, within: string): Promise<void>
}

/** A file system, in bytes. */
export interface DiskSpace {
  readonly device: string
  readonly freeBytes: number
  readonly totalBytes: number
}
