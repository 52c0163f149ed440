/** The path and query of a request's target, which may also come as a whole URL (`POST http://host/webhook`). */
export function pathOf(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target
  const { pathname, search } = new URL(target)
  return pathname + search
}
