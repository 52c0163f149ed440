/** Whether a version of Compose (`2.26.1`, `v2.40.3-desktop.1`) is older than `major.minor`; one that can't be read is. */
export function isBefore(version: string, major: number, minor: number): boolean {
  const [, ownMajor, ownMinor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (ownMajor === undefined) return true
  return Number(ownMajor) < major || (Number(ownMajor) === major && Number(ownMinor) < minor)
}
