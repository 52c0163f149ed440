import { createRequire } from 'node:module'
import { defineConfig } from 'rolldown'

const require = createRequire(import.meta.url)

/** Modules of Node that load half of Node more when they are imported: an import reads every getter, and one of them makes the `fetch`. */
const costly = ['http', 'https', 'http2']
const prefix = '\0plain:'

/** Takes the names that are there without a getter, as `require` would: 40 ms of each start, and 8 MB. */
const plainBuiltins = {
  name: 'plain-builtins',
  resolveId(id) {
    const name = id.replace(/^node:/, '')
    return costly.includes(name) ? prefix + name : undefined
  },
  load(id) {
    if (!id.startsWith(prefix)) return undefined
    const name = id.slice(prefix.length)
    const properties = Object.getOwnPropertyDescriptors(require(`node:${name}`))
    const plain = Object.keys(properties).filter(key => 'value' in properties[key] && key !== 'default')
    return [
      `const all = process.getBuiltinModule('node:${name}')`,
      'export default all',
      `export const { ${plain.join(', ')} } = all`,
    ].join('\n')
  },
}

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  plugins: [plainBuiltins],
  output: { dir: 'dist', format: 'esm', sourcemap: true },
  logLevel: 'warn',
})
