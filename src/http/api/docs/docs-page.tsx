import { raw } from 'hono/html'
import type { Actor } from '../../../core/access/actor.ts'
import { Layout } from '../../dashboard/layout.tsx'
import { type Chapter, chaptersOf } from './by-tag.ts'
import { RouteEntry } from './route-entry.tsx'
import type { ApiDocument } from './schema.ts'
import { SchemaEntry } from './schema-entry.tsx'
import { Words } from './words.tsx'

interface DocsPageProps {
  /** What `renderDocs` made of the document. */
  readonly content: string
  readonly actor: Actor
}

/** The API, to be read. */
export const DocsPage = ({ content, actor }: DocsPageProps) => (
  <Layout title="API" actor={actor} section="docs">
    {raw(content)}
  </Layout>
)

/** The document in HTML: the same for everybody, so it is made once. */
export const renderDocs = (document: ApiDocument): string => (<Docs document={document} />).toString()

function Docs({ document }: { document: ApiDocument }) {
  const chapters = chaptersOf(document)
  const { info, components } = document
  return (
    <div class="docs">
      <h1>API</h1>
      {info.description.split('\n\n').map(text => (
        <p>
          <Words text={text} />
        </p>
      ))}
      <p>
        The same for programs: <a href="/openapi.json">openapi.json</a>, OpenAPI 3.1 of Redhook {info.version}.
      </p>
      <Contents chapters={chapters} />
      {chapters.map(chapter => (
        <ChapterPart {...chapter} document={document} />
      ))}
      <section aria-labelledby="schemas">
        <h2 id="schemas">Schemas</h2>
        {Object.entries(components.schemas).map(([name, schema]) => (
          <SchemaEntry name={name} schema={schema} />
        ))}
      </section>
    </div>
  )
}

const anchorOf = (name: string): string => `tag-${name.toLowerCase()}`

const Contents = ({ chapters }: { chapters: readonly Chapter[] }) => (
  <nav class="docs-contents" aria-label="Contents">
    {chapters.map(({ name, routes }) => (
      <div>
        <p>
          <a href={`#${anchorOf(name)}`}>{name}</a>
        </p>
        <ul>
          {routes.map(({ operation: { operationId, summary } }) => (
            <li>
              <a href={`#${operationId}`}>{summary}</a>
            </li>
          ))}
        </ul>
      </div>
    ))}
  </nav>
)

const ChapterPart = ({ name, description, routes, document }: Chapter & { document: ApiDocument }) => (
  <section aria-labelledby={anchorOf(name)}>
    <h2 id={anchorOf(name)}>{name}</h2>
    <p>{description}</p>
    {routes.map(route => (
      <RouteEntry {...route} document={document} />
    ))}
  </section>
)
