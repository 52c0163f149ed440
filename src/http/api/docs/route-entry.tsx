import { problemType } from '../../problem.ts'
import type { Route } from './by-tag.ts'
import { exampleRequest } from './example.ts'
import { FieldTable } from './field-table.tsx'
import { fieldsOf } from './fields.ts'
import type { ApiDocument, Content, Operation } from './schema.ts'
import { TypeOf, Words } from './words.tsx'

interface RouteEntryProps extends Route {
  readonly document: ApiDocument
}

/** One route: what it is for, what it takes, how to ask, what it answers. */
export const RouteEntry = ({ path, method, operation, document }: RouteEntryProps) => (
  <article class="docs-route" id={operation.operationId} aria-labelledby={`${operation.operationId}-title`}>
    <h3 id={`${operation.operationId}-title`}>
      <a href={`#${operation.operationId}`}>{operation.summary}</a>
    </h3>
    <p class="docs-path">
      <span class={`docs-method docs-${method}`}>{method.toUpperCase()}</span> <code>{path}</code>{' '}
      <Needs {...operation} />
    </p>
    {operation.description ? (
      <p>
        <Words text={operation.description} />
      </p>
    ) : null}
    <Parameters {...operation} />
    <Body {...operation} document={document} />
    <section class="docs-example" aria-label={`Example: ${operation.summary}`}>
      <pre>
        <code>{exampleRequest(path, method, operation, document)}</code>
      </pre>
    </section>
    <Answers {...operation} />
  </article>
)

const Needs = ({ security, 'x-role': role }: Operation) => (
  <small class="docs-role">{security?.length === 0 ? 'anyone' : `needs ${role ?? 'view'}`}</small>
)

function Parameters({ parameters = [], summary }: Operation) {
  if (parameters.length === 0) return null
  const fields = parameters.map(({ name, in: place, required = false, description, schema = {} }) => ({
    ...{ path: name, place, isRequired: required },
    schema: description === undefined ? schema : { ...schema, description },
  }))
  return <FieldTable caption={`Parameters: ${summary}`} fields={fields} />
}

function Body({ requestBody, summary, document }: Operation & { document: ApiDocument }) {
  const schema = requestBody?.content['application/json']?.schema
  const name = schema?.$ref?.split('/').at(-1)
  const fields = fieldsOf((name === undefined ? schema : document.components.schemas[name]) ?? {})
  return fields.length === 0 ? null : <FieldTable caption={`Body: ${summary}`} fields={fields} />
}

const Answers = ({ responses }: Operation) => (
  <dl class="docs-answers">
    {Object.entries(responses).map(([status, { description, content = {} }]) => (
      <div>
        <dt>
          <code>{status}</code>
        </dt>
        <dd>
          <Words text={description} />
          <Contents content={content} />
        </dd>
      </div>
    ))}
  </dl>
)

/** A problem is one everywhere: its media type would only be repeated. */
const Contents = ({ content }: { content: Content }) => (
  <small>
    {Object.entries(content).map(([type, { schema }]) => (
      <span>
        {' '}
        {type === problemType ? null : `${type} `}
        {schema ? <TypeOf schema={schema} /> : null}
      </span>
    ))}
  </small>
)
