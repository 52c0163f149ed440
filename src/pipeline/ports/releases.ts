/** Folders of Redhook's own versions, for a Redhook that deploys itself. */
export interface Releases {
  /** An empty folder for this commit, other than the one in force; what was there of an earlier attempt is removed. */
  create(commit: string): string
  /** Makes the link `current` point to the folder, in one step, and removes the oldest versions. */
  switchTo(folder: string): void
  /** Whether the link is there: only then would a restart find the new version. */
  hasLink(): boolean
}
