import type { Field } from './fields.ts'
import type { Schema } from './schema.ts'
import { limitWords } from './type-words.ts'
import { TypeOf, Words } from './words.tsx'

interface FieldTableProps {
  /** What the table is of, for those who hear it. */
  readonly caption: string
  readonly fields: readonly (Field & { readonly place?: string })[]
}

/** Fields with type and meaning. */
export const FieldTable = ({ caption, fields }: FieldTableProps) => (
  <div class="docs-table">
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(field => (
          <Row {...field} />
        ))}
      </tbody>
    </table>
  </div>
)

const Row = ({ path, schema, isRequired, place }: Field & { readonly place?: string }) => (
  <tr>
    <th scope="row">
      <code>{path}</code> {place === undefined ? null : <small>in the {place}</small>}{' '}
      {isRequired ? <small class="docs-needed">required</small> : null}
    </th>
    <td>
      <TypeOf schema={schema} />
    </td>
    <td>
      <Meaning {...schema} />
    </td>
  </tr>
)

function Meaning(schema: Schema) {
  const limits = limitWords(schema)
  const said = schema.description ?? schema.allOf?.find(({ description }) => description)?.description
  return (
    <>
      {said ? <Words text={said} /> : null}
      {limits ? <small> {limits}</small> : null}
      {schema.default === undefined ? null : <small> usually {String(schema.default)}</small>}
    </>
  )
}
