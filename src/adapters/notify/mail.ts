import type { Notice } from '../../core/notice/notice.ts'
import { escapeHtml } from './escape-html.ts'
import { commitLines, plainNotice, sign } from './words.ts'

/** A mail: subject and both forms of its text. */
export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A mail that says it in text and in HTML. */
export const renderMail = (notice: Notice): Mail => ({
  subject: `${sign(notice)} ${notice.title}`.replace(/[\r\n]+/g, ' '),
  text: `${[notice.title, plainNotice(notice)].join('\n\n').trimEnd()}\n`,
  html: renderHtml(notice),
})

const colors = { good: '#2e7d32', bad: '#c62828', neutral: '#546e7a' }
const font =
  'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;line-height:1.5;color:#1b1f23'
const mono = 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px'

function renderHtml(notice: Notice): string {
  const { title, tone, why, hint, facts, log, links } = notice
  const commits = commitLines(notice)
  const paragraph = (html: string) => `<p style="margin:0 0 16px">${html}</p>`
  const row = (name: string, value: string) =>
    `<tr><td style="padding:2px 16px 2px 0;color:#57606a">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    `<body style="margin:0;padding:24px;${font}">`,
    `<h1 style="margin:0 0 16px;padding-left:12px;border-left:4px solid ${colors[tone]};font-size:19px">${escapeHtml(title)}</h1>`,
    ...(why === undefined ? [] : [paragraph(escapeHtml(why))]),
    ...(hint === undefined ? [] : [paragraph(`<b>What to do:</b> ${escapeHtml(hint)}`)]),
    `<table style="margin:0 0 16px;border-collapse:collapse;${font}">`,
    ...facts.map(({ name, value }) => row(name, value)),
    '</table>',
    ...(commits.length > 0
      ? [
          `<ul style="margin:0 0 16px;padding-left:20px">`,
          ...commits.map(line => `<li>${escapeHtml(line)}</li>`),
          '</ul>',
        ]
      : []),
    ...(log.length > 0
      ? [
          `<pre style="margin:0 0 16px;padding:12px;background:#f6f8fa;border-radius:6px;white-space:pre-wrap;${mono}">`,
          ...log.map(escapeHtml),
          '</pre>',
        ]
      : []),
    ...(links.length > 0
      ? [paragraph(links.map(({ text, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`).join(' · '))]
      : []),
    '</body></html>',
  ].join('\n')
}
