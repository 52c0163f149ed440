const longest = 2_000

/** Printable ASCII without backslash; a path that a browser can't take for another host. */
const local = /^\/(?:[!-.0-[\]-~][!-[\]-~]*)?$/

/**
 * Where to go after signing in: a path on this very origin, with its query, or `/` for anything that could lead elsewhere
 * (`//evil.example`, `/\evil.example`, `https:…`, control characters, spaces) or in a circle.
 */
export function nextPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > longest || !local.test(wanted)) return '/'
  const url = new URL(wanted, 'http://redhook.invalid')
  const path = url.pathname + url.search
  if (url.host !== 'redhook.invalid' || path.startsWith('//') || /^\/sign-(?:in|out)(?:\/|\?|$)/.test(path)) return '/'
  return path
}
