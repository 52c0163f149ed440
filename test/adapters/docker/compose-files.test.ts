import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findComposeFiles } from '../../../src/adapters/docker/compose-files.ts'
import { createObserver } from '../../../src/adapters/docker/observe.ts'

interface Row {
  readonly title: string
  /** By path; `app/compose.yml` is the project's. */
  readonly tree: Readonly<Record<string, string>>
  readonly start?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  /** Beside those the walk starts from. */
  readonly files?: readonly string[]
  readonly variableFiles?: readonly string[]
  readonly envFiles?: Readonly<Record<string, readonly string[]>>
  readonly mayTakeInOthers?: true
}

const rows: readonly Row[] = [
  { title: 'the file alone', tree: { 'app/compose.yml': 'services: {web: {image: a}}' }, envFiles: { web: [] } },
  {
    title: 'env files in each of their forms, the optional ones with a question mark',
    tree: {
      'app/compose.yml':
        'services: {one: {env_file: a.env}, two: {env_file: [a.env, ../b.env, {path: c.env, required: false}]}, no: {}}',
    },
    envFiles: { one: ['app/a.env'], two: ['app/a.env', 'b.env', 'app/c.env?'], no: [] },
  },
  {
    title: 'env files of several Compose files together, from the folder of the first',
    tree: {
      'app/compose.yml': 'services: {web: {env_file: a.env}}',
      'ops/more.yml': 'services: {web: {env_file: b.env}}',
    },
    start: ['app/compose.yml', 'ops/more.yml'],
    envFiles: { web: ['app/a.env', 'app/b.env'] },
  },
  {
    title: 'env files that a merge key brings',
    tree: { 'app/compose.yml': 'x-base: &base {env_file: a.env}\nservices: {web: {<<: *base}}' },
    envFiles: { web: ['app/a.env'] },
  },
  {
    title: 'a file that is extended, its env files seen from its own folder',
    tree: {
      'app/compose.yml': 'services: {web: {extends: {file: ../base/common.yml, service: app}, env_file: own.env}}',
      'base/common.yml':
        'services: {app: {env_file: base.env, extends: {file: deep/x.yml, service: x}}, other: {env_file: no.env}}',
      'base/deep/x.yml': 'services: {x: {extends: y}, y: {env_file: y.env}}',
    },
    files: ['base/common.yml', 'base/deep/x.yml'],
    envFiles: { web: ['app/own.env', 'base/base.env', 'base/deep/y.env'] },
  },
  {
    title: 'an included file, its paths seen from its own folder, its .env as an input',
    tree: {
      'app/compose.yml': 'include: [../other/compose.yml]\nservices: {web: {env_file: a.env}}',
      'other/compose.yml': 'services: {db: {env_file: b.env}}',
    },
    files: ['other/compose.yml'],
    variableFiles: ['other/.env'],
    envFiles: { db: ['other/b.env'], web: ['app/a.env'] },
  },
  {
    title: 'an include with several files, its own folder and its own env file',
    tree: {
      'app/compose.yml': 'include: [{path: [x/a.yml, x/b.yml], project_directory: work, env_file: [x.env, y.env]}]',
      'app/x/a.yml': 'services: {a: {env_file: "${NAME}.env"}}',
      'app/x/b.yml': 'include: [more.yml]\nservices: {b: {env_file: b.env}}',
      'app/work/more.yml': 'services: {more: {env_file: more.env}}',
      'app/work/one.env': '',
      'app/x.env': 'NAME=none',
      'app/y.env': 'NAME=one',
    },
    files: ['app/x/a.yml', 'app/x/b.yml', 'app/work/more.yml'],
    variableFiles: ['app/x.env', 'app/y.env', 'app/work/.env'],
    envFiles: { a: ['app/work/one.env'], b: ['app/work/b.env'], more: ['app/work/more.env'] },
  },
  {
    title: 'a path with variables of the project, or with a default',
    tree: {
      'app/compose.yml': 'include: ["${WHERE}/a.yml", "${NOWHERE:-x}/b.yml"]',
      'app/x/a.yml': '',
      'app/x/b.yml': '',
    },
    variables: { WHERE: 'x' },
    files: ['app/x/a.yml', 'app/x/b.yml'],
    variableFiles: ['app/x/.env'],
  },
  {
    title: 'files that take in each other once',
    tree: {
      'app/compose.yml': 'include: [b.yml]\nservices: {a: {extends: {file: b.yml, service: b}}}',
      'app/b.yml': 'include: [compose.yml]\nservices: {b: {extends: {file: compose.yml, service: a}}}',
    },
    files: ['app/b.yml'],
    variableFiles: ['app/.env'],
    envFiles: { a: [], b: [] },
  },
  {
    title: 'all documents of a file, and label files',
    tree: {
      'app/compose.yml': 'services: {a: {label_file: a.labels}}\n---\nservices: {b: {label_file: [b.labels]}}',
    },
    variableFiles: ['app/a.labels', 'app/b.labels'],
    envFiles: { a: [], b: [] },
  },
  ...[
    ['a remote include', 'include: ["oci://registry/x:1"]'],
    ['an include from git', 'include: ["https://github.com/a/b.git"]'],
    ['a variable that is set nowhere', 'include: ["${WHERE}/a.yml"]'],
    ['an extended file that is not there', 'services: {a: {extends: {file: gone.yml, service: a}}}'],
    ['an env file with a variable that is not where it seems', 'services: {a: {env_file: "${X:-gone}.env"}}'],
    ['a home folder', 'services: {a: {env_file: ~/a.env}}'],
    ['what is no YAML', 'services: [}'],
  ].map(
    ([title = '', text = '']): Row => ({
      title: `that others may take part, because of ${title}`,
      tree: { 'app/compose.yml': text },
      ...(title.startsWith('an extended') ? { files: ['app/gone.yml'] } : {}),
      ...(title.startsWith('an env file') ? { envFiles: { a: ['app/gone.env'] } } : {}),
      ...(title.startsWith('an extended') || title.startsWith('a home') ? { envFiles: { a: [] } } : {}),
      mayTakeInOthers: true,
    }),
  ),
]

describe('a Compose project is made of', () => {
  it.each(rows)('$title', async ({ tree, start = ['app/compose.yml'], variables = {}, ...expected }) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-compose-')))
    const short = (paths: readonly string[]) => paths.map(path => relative(folder, path))
    try {
      for (const [name, content] of Object.entries(tree)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), content)
      }
      const files = start.map(file => join(folder, file))
      const found = await findComposeFiles({ files, variables }, createObserver())
      expect(short(found.files).sort()).toEqual([...start, ...(expected.files ?? [])].sort())
      expect(short(found.variableFiles).sort()).toEqual([...(expected.variableFiles ?? [])].sort())
      const envFiles = [...found.envFiles].map(([service, all]) => [
        service,
        all.map(({ path, isRequired }) => relative(folder, path) + (isRequired ? '' : '?')),
      ])
      expect(Object.fromEntries(envFiles)).toEqual(expected.envFiles ?? {})
      expect(found.mayTakeInOthers).toBe(expected.mayTakeInOthers ?? false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
