// Lets Node load `.tsx`, whose types it strips by itself in `.ts` alone: node --import ./test/bench/load-tsx.ts …
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const compilerOptions = {
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ESNext,
  verbatimModuleSyntax: true,
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context)
    const text = readFileSync(fileURLToPath(url), 'utf8')
    const source = ts.transpileModule(text, { compilerOptions }).outputText
    return { format: 'module', source, shortCircuit: true }
  },
})
