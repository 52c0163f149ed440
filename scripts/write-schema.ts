// Writes config/redhook.schema.json and docs/settings.md from the zod schema; with --check, only tells whether they still agree.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJsonSchema } from '../src/config/schema.ts'
import { formatSettings } from './settings-page.ts'

const schema = createJsonSchema()
const wanted = {
  'config/redhook.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
  'docs/settings.md': formatSettings(schema),
}

const placeOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

const found = (file: string): string | undefined => {
  try {
    return readFileSync(placeOf(file), 'utf8')
  } catch {
    return undefined
  }
}

for (const [file, text] of Object.entries(wanted)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(placeOf(file), text)
    console.log(`wrote ${file}`)
  } else if (found(file) !== text) {
    console.error(`${file} does not agree with src/config: run npm run schema and commit the result`)
    process.exitCode = 1
  }
}
