import type { Child } from 'hono/jsx'
import type { Actor } from '../../core/access/actor.ts'
import { assetUrls } from './assets.ts'
import { Account } from './parts/account.tsx'
import { Mark } from './parts/icon.tsx'
import { maySee, type Section, sections } from './sections.ts'

export interface LayoutProps {
  /** Of the page; the document's title adds the house's name. */
  readonly title: string
  /** Who looks; absent on the page that asks for it: nothing but the mark and the content is shown then. */
  readonly actor?: Actor | undefined
  /** The section that is open. */
  readonly section?: Section | undefined
  /** The newest event the page knows of: the script goes on from there. Without it the page is not live. */
  readonly position?: string | undefined
  /** What just happened, told once at the top. */
  readonly flash?: { readonly kind: 'done' | 'refused'; readonly text: string } | undefined
  readonly children?: Child
}

/** The frame of every page: head, skip link, navigation, content. */
export function Layout({ title, actor, section, position, flash, children }: LayoutProps) {
  return (
    <html lang="en">
      <Head title={title} />
      <body {...(position === undefined ? {} : { 'data-position': position })}>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <Bar actor={actor} section={section} />
        <main id="content" tabindex={-1}>
          {flash ? (
            <p class={`flash flash-${flash.kind}`} role="status">
              {flash.text}
            </p>
          ) : null}
          {children}
        </main>
        <p id="live-news" class="unseen" role="status" aria-live="polite" />
      </body>
    </html>
  )
}

function Head({ title }: { title: string }) {
  const { style, icon, script, modules } = assetUrls()
  return (
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · Redhook`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" type="image/svg+xml" href={icon} />
      <link rel="stylesheet" href={style} />
      <script type="module" src={script} />
      {modules.map(url => (
        <link rel="modulepreload" href={url} />
      ))}
    </head>
  )
}

function Bar({ actor, section }: Pick<LayoutProps, 'actor' | 'section'>) {
  return (
    <header class="bar">
      <div class="bar-inner">
        <a class="brand" href="/">
          <Mark />
          Redhook
        </a>
        {actor ? <Navigation actor={actor} section={section} /> : null}
        {actor ? <Account actor={actor} /> : null}
      </div>
    </header>
  )
}

function Navigation({ actor, section }: { actor: Actor; section: Section | undefined }) {
  return (
    <nav aria-label="Sections">
      <ul>
        {sections
          .filter(({ id }) => maySee(actor, id))
          .map(({ id, title, path }) => (
            <li>
              <a href={path} {...(id === section ? { 'aria-current': 'page' } : {})}>
                {title}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}
