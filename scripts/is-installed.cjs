// Exits 0 if node_modules holds what package-lock.json names. Runs under any Node, before anything is installed.
const { existsSync, readFileSync } = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const read = file => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages
const isThere = () => {
  const wanted = Object.entries(read('package-lock.json')).filter(([name]) => name !== '')
  const installed = read('node_modules/.package-lock.json')
  return wanted.every(([name, { version, optional }]) => optional || installed[name]?.version === version)
}

process.exit(existsSync(path.join(root, 'node_modules/.package-lock.json')) && isThere() ? 0 : 1)
