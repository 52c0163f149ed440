/** A pull request of an app as Redhook last heard of it. Times are UTC, epoch milliseconds. */
export interface Preview {
  /** The app whose pull request it is. */
  readonly app: string
  readonly number: number
  /** The preview's own app: `pr12-shop`. */
  readonly name: string
  readonly repository: string
  readonly title: string
  readonly author?: string
  /** The pull request's page. */
  readonly url?: string
  /** The branch it is to be merged into. */
  readonly base: string
  readonly headBranch: string
  readonly head: string
  readonly isFork: boolean
  /** Of a fork: the head commit that the label was put on. */
  readonly approved?: string
  /**
   * `live`: it is deployed, or about to be. `refused`: it may not run, `reason` says why. `waiting`: too many live. `removing`: its
   * containers, volumes, images and files are being removed; `gone`: they are.
   */
  readonly state: 'live' | 'refused' | 'waiting' | 'removing' | 'gone'
  readonly reason?: string
  /** Who had it removed while the pull request was open; a new push brings it back. */
  readonly removedBy?: string
  /** Published ports by service and container port: `web:80/tcp` → 20001; `main` is the one that people are sent to. Kept as long as it lives. */
  readonly ports: Readonly<Record<string, number>>
  readonly openedAt: number
  readonly updatedAt: number
  readonly closedAt?: number
}
