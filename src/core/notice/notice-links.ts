import type { NoticeLink } from './notice.ts'

/** Where to read on: nowhere without a public address. */
export function linksOf(
  publicUrl: string | undefined,
  { deployment, app }: { readonly deployment?: number; readonly app?: string },
): NoticeLink[] {
  if (publicUrl === undefined) return []
  const link = (text: string, path: string): NoticeLink => ({ text, url: `${publicUrl}${path}` })
  return [
    ...(deployment === undefined ? [] : [link(`Deployment ${deployment}`, `/deployments/${deployment}`)]),
    ...(app === undefined ? [link('Redhook', '/')] : [link(app, `/apps/${encodeURIComponent(app)}`)]),
  ]
}
