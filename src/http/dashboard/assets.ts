import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import { type Packed, pack, pickPacked } from './pack.ts'

/** The same folder beside this file and, copied by the build, beside the bundle. */
const folder = join(import.meta.dirname, 'assets')

/** In this order, since later rules win. */
const styles = ['tokens', 'base', 'layout', 'parts', 'tables', 'pages', 'log', 'docs', 'phone']

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

interface Asset {
  readonly type: string
  readonly body: Packed
}

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

function loadAssets() {
  const css = styles.map(name => read('css', `${name}.css`)).join('\n')
  const scripts = readdirSync(join(folder, 'js')).filter(name => name.endsWith('.js'))
  const texts = new Map(scripts.map(name => [name, read('js', name)]))
  const svg = read('redhook.svg')
  // Modules name each other, so they share the hash of all.
  const scriptsHash = hashOf([...texts.values()].join())
  const scriptUrl = (name: string) => `/assets/${scriptsHash}-${name}`
  const urls = {
    style: `/assets/${hashOf(css)}.css`,
    icon: `/assets/${hashOf(svg)}.svg`,
    script: scriptUrl('live.js'),
    modules: scripts.filter(name => name !== 'live.js').map(scriptUrl),
  }
  const all: [string, string][] = [
    [urls.style, css],
    [urls.icon, svg],
    ...[...texts].map(([name, text]): [string, string] => [scriptUrl(name), nameImports(text, scriptsHash)]),
  ]
  const byPath = new Map(all.map(([path, text]): [string, Asset] => [path, toAsset(path, text)]))
  return { urls, byPath }
}

/** `from './ansi.js'` finds its file under the name it is served by. */
const nameImports = (text: string, hash: string): string =>
  text.replaceAll(/ from '\.\/([\w-]+\.js)'/g, ` from './${hash}-$1'`)

const toAsset = (path: string, text: string): Asset => ({
  type: types[extname(path)] ?? 'text/plain',
  body: pack(text),
})

let loaded: ReturnType<typeof loadAssets> | undefined
const assets = () => {
  loaded ??= loadAssets()
  return loaded
}

/** Where pages find style, script and icon: the path holds a hash of the content, so it never goes stale. */
export const assetUrls = () => assets().urls

/** `GET /assets/<hash>.css`, `<hash>.svg`, `<hash>-<name>.js`: kept by browsers for good. */
export function createAssets(): Hono {
  const app = new Hono()
  app.get('/assets/*', c => {
    const asset = assets().byPath.get(c.req.path)
    if (!asset) return c.notFound()
    const { bytes, encoding } = pickPacked(asset.body, c.req.header('accept-encoding'))
    return c.body(bytes, 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(encoding ? { 'content-encoding': encoding } : {}),
    })
  })
  return app
}
