/** The parts of a JSON Schema that say what a setting is. */
interface Setting {
  readonly $ref?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Setting>>
  readonly additionalProperties?: Setting | boolean
  readonly items?: Setting
  readonly anyOf?: readonly Setting[]
  readonly oneOf?: readonly Setting[]
}

interface Registry {
  readonly properties: Readonly<Record<'server' | 'repos' | 'defaults' | 'providers' | 'channels', Setting>>
  readonly definitions: { readonly App: Setting }
}

interface Row {
  readonly key: string
  readonly default: string
  readonly meaning: string
  readonly example: string
}

const intro = `# Settings

Every key of \`redhook.yml\`, written by \`npm run schema\` from what reads the file. Durations are written as \`90s\`, \`10m\` or
\`14d\`, sizes as \`512MB\` or \`20GB\`. In every value \`\${NAME}\` stands for a variable of Redhook's environment and \`\${file:/path}\`
for the content of a file; \`$\${\` is a plain \`\${\`. An unknown key is a mistake, told with its line.

[config/redhook.example.yml](../config/redhook.example.yml) shows the most common ones at work. The secrets that are not in this file:
\`GITHUB_WEBHOOK_SECRET\`, \`GITHUB_WEBHOOK_SECRET_PREVIOUS\` and \`REDHOOK_TOKEN\`, in Redhook's environment or its \`.env\`.
`

/** docs/settings.md, from the registry's JSON Schema. */
export function formatSettings(schema: object): string {
  const { properties: top, definitions } = schema as Registry
  const shared = top.defaults.properties ?? {}
  const app = definitions.App
  const own = Object.entries(app.properties ?? {}).filter(([key]) => !(key in shared))
  return [
    intro,
    section('`server`', top.server, rowsOf(top.server)),
    section('`repos`', top.repos, rowsOf({ ...app, properties: Object.fromEntries(own) })),
    section('`defaults`, and each app', top.defaults, rowsOf(top.defaults)),
    section('`providers.<forge>`', top.providers, variantRows(Object.entries(top.providers.properties ?? {}))),
    section('`channels.<name>`', top.channels, variantRows(channelsOf(top.channels))),
  ].join('\n')
}

const section = (title: string, setting: Setting, rows: readonly Row[]): string =>
  `## ${title}

${plain(setting.description ?? '')}

| key | default | meaning |
| --- | --- | --- |
${rows.map(row => `| \`${row.key}\` | ${row.default} | ${[row.meaning, row.example].filter(Boolean).join(' ')} |\n`).join('')}`

const branches = (setting: Setting): readonly Setting[] => [...(setting.anyOf ?? []), ...(setting.oneOf ?? [])]

/** A row for each key, those below it after it; each key once, however many forms it may take. */
function rowsOf(setting: Setting, prefix = ''): Row[] {
  const here = Object.entries(setting.properties ?? {}).flatMap(([name, child]) => [
    rowOf(`${prefix}${name}`, child, setting.required?.includes(name) === true && prefix === ''),
    ...rowsOf(child, `${prefix}${name}.`),
  ])
  const map =
    typeof setting.additionalProperties === 'object' ? rowsOf(setting.additionalProperties, `${prefix}<name>.`) : []
  const forms = [...branches(setting), ...(setting.items === undefined ? [] : [setting.items])]
  return once([...here, ...map, ...forms.flatMap(form => rowsOf(form, prefix))])
}

const once = (rows: readonly Row[]): Row[] => [...new Map(rows.map(row => [row.key, row])).values()]

const rowOf = (key: string, setting: Setting, required: boolean): Row => ({
  key,
  default: setting.default === undefined ? (required ? 'required' : '') : code(setting.default),
  meaning: [plain(setting.description ?? ''), choicesOf(setting)].filter(Boolean).join(' '),
  example: exampleOf(setting),
})

/** Left out where the description names them all. */
function choicesOf({ enum: choices = [], description = '' }: Setting): string {
  const told = choices.every(choice => description.includes(String(choice)))
  return told ? '' : `One of ${choices.map(code).join(', ')}.`
}

/** The last one, which says most; none where the default shows the form. */
function exampleOf({ default: usual, examples = [] }: Setting): string {
  const example = examples.at(-1)
  return example === undefined || (usual !== undefined && usual !== false) ? '' : `Such as ${code(example)}.`
}

/** Kinds of the same thing in one table: what only some of them have, or have otherwise, names them. */
function variantRows(variants: readonly (readonly [name: string, setting: Setting])[]): Row[] {
  const all = variants.flatMap(([name, setting]) => rowsOf(setting).map(row => ({ name, row })))
  const alike = Map.groupBy(all, ({ row }) => [row.key, row.default, row.meaning].join('\n'))
  const rows = [...alike.values()].map(found => nameVariants(found, variants.length))
  const order = [...new Set(rows.map(row => row.key))]
  return rows.toSorted((one, other) => order.indexOf(one.key) - order.indexOf(other.key))
}

function nameVariants(found: readonly { name: string; row: Row }[], of: number): Row {
  const [{ row }] = found as [{ name: string; row: Row }]
  const names = found.map(({ name }) => name).join(', ')
  return found.length === of ? row : { ...row, meaning: `*${names}*: ${row.meaning}` }
}

function channelsOf(channels: Setting): [string, Setting][] {
  const kinds = typeof channels.additionalProperties === 'object' ? branches(channels.additionalProperties) : []
  return kinds.map(kind => [String(kind.properties?.type?.const), kind])
}

const code = (value: unknown): string =>
  `\`${(typeof value === 'string' ? value : flow(value)).replaceAll('|', '\\|')}\``

/** As YAML writes it in one line. */
function flow(value: unknown): string {
  if (typeof value === 'string') return /^[A-Za-z./][\w./@ -]*$/.test(value) ? value : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${key}: ${flow(entry)}`)
    .join(', ')} }`
}

/** Signs that Markdown would read, outside of what stands between backticks. */
const plain = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/[<*|[\]]/g, '\\$&') : part.replaceAll('|', '\\|')))
    .join('`')
