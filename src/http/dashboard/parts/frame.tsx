import type { Child } from 'hono/jsx'

/** The head of a page: what it shows, what can be done. */
export const PageHead = ({ title, children, actions }: { title: Child; children?: Child; actions?: Child }) => (
  <div class="page-head">
    <div class="page-title">
      <h1>{title}</h1>
      {children ? <div class="page-facts">{children}</div> : null}
    </div>
    {actions ? <div class="actions">{actions}</div> : null}
  </div>
)

interface CardProps {
  readonly id: string
  readonly title: string
  /** Beside the title. */
  readonly aside?: Child
  readonly children?: Child
}

/** A part of a page under its own heading. */
export const Card = ({ id, title, aside, children }: CardProps) => (
  <section class="card" id={id} aria-labelledby={`${id}-title`}>
    <div class="card-head">
      <h2 id={`${id}-title`}>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
)

/** Nothing is here yet: why, and what to do next. */
export const Empty = ({ title, children }: { title: string; children?: Child }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
)

/** What a filter leaves nothing of, with the way back to all. */
export const NoMatch = ({ one, all }: { one: string; all: string }) => (
  <Empty title={`No ${one} matches.`}>
    <p>
      <a href={`/${all}`}>Show all {all}</a>
    </p>
  </Empty>
)

interface LiveProps {
  readonly id: string
  /** What makes it stale: `app:<name>`, `deployment:<id>`, or `all`. */
  readonly topic: string
  /** Where it is found anew; without it, on this page. */
  readonly part?: string
  readonly class?: string
  readonly children?: Child
}

/** A part of a page that the script replaces when something happened to its topic. */
export const Live = ({ id, topic, part, class: name, children }: LiveProps) => (
  <div id={id} {...(name ? { class: name } : {})} {...live(topic, part)}>
    {children}
  </div>
)

/** The same as attributes, for a table's row. The element needs an id. */
export const live = (topic: string, part?: string) => ({
  'data-live': topic,
  ...(part === undefined ? {} : { 'data-part': part }),
})

/** Facts by name. */
export const Facts = ({ children }: { children?: Child }) => <dl class="facts">{children}</dl>

export const Fact = ({ name, children }: { name: string; children?: Child }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
