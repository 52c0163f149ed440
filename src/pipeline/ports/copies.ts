/** Folders of Redhook's own in which a checkout is looked at as it would be at another commit. */
export interface Copies {
  /** A fresh folder that nobody but Redhook and the owner of the checkout may enter; gone once it is disposed. */
  open(checkout: string): Promise<Copy>
  /** Removes what a Redhook that was killed left behind. */
  clear(): void
}

export interface Copy extends AsyncDisposable {
  /** Absolute and real. Not there yet: whoever fills it makes it. */
  readonly folder: string
  /**
   * Makes paths of the checkout (relative, files or whole folders) seen in the copy as they are there now, by links. Where both
   * have the path, `keep` leaves the copy's file and goes on inside a folder; `replace` takes the checkout's, also where that has
   * nothing any more.
   */
  layOver(paths: readonly string[], how: 'keep' | 'replace'): Promise<void>
}
