import { FieldTable } from './field-table.tsx'
import { fieldsOf } from './fields.ts'
import type { Schema } from './schema.ts'
import { TypeOf, Words } from './words.tsx'

/** One schema that has a name: its fields, or those of each of its kinds. */
export function SchemaEntry({ name, schema }: { name: string; schema: Schema }) {
  const kinds = schema.oneOf ?? schema.anyOf ?? [schema]
  return (
    <article class="docs-schema" id={`schema-${name}`} aria-labelledby={`schema-${name}-title`}>
      <h3 id={`schema-${name}-title`}>
        <a href={`#schema-${name}`}>{name}</a>
      </h3>
      {schema.description ? (
        <p>
          <Words text={schema.description} />
        </p>
      ) : null}
      {kinds.map((kind, index) => (
        <Kind caption={kinds.length > 1 ? `${name}, kind ${index + 1}` : name} schema={kind} />
      ))}
    </article>
  )
}

function Kind({ caption, schema }: { caption: string; schema: Schema }) {
  const fields = fieldsOf(schema)
  if (fields.length > 0) return <FieldTable caption={caption} fields={fields} />
  return (
    <p>
      <TypeOf schema={schema} />
    </p>
  )
}
