import type { Schema } from './schema.ts'
import { type TypeWord, typeWords } from './type-words.ts'

/** A sentence in which backticks mark code. */
export const Words = ({ text }: { text: string }) => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
)

/** A type, with a link to what it names. */
export const TypeOf = ({ schema }: { schema: Schema }) => (
  <>
    {typeWords(schema).map(word => (
      <TypePart word={word} />
    ))}
  </>
)

const TypePart = ({ word: { text, ref } }: { word: TypeWord }) =>
  ref === undefined ? <span>{text}</span> : <a href={`#schema-${ref}`}>{text}</a>
