// Writes config/redhook.schema.json from the zod schema; with --check, only tells whether it still agrees.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJsonSchema } from '../src/config/schema.ts'

const file = fileURLToPath(new URL('../config/redhook.schema.json', import.meta.url))
const wanted = `${JSON.stringify(createJsonSchema(), null, 2)}\n`

const found = (): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted)
  console.log('wrote config/redhook.schema.json')
} else if (found() !== wanted) {
  console.error('config/redhook.schema.json does not agree with src/config: run npm run schema and commit the result')
  process.exitCode = 1
}
