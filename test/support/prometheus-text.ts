/** A metric as the text format has it. */
export interface ParsedMetric {
  readonly type: string
  readonly help: string
  readonly samples: readonly {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
  }[]
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const helpLine = new RegExp(`^# HELP (${name}) (.+)$`)
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`)
// Prometheus reads numbers as Go does, for which NaN may be written in any case.
const sampleLine = new RegExp(
  `^(${name})(?:\\{(${label}(?:,${label})*)\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?|N[aA][nN]|[+-]Inf)$`,
)

/** Reads Prometheus' text format 0.0.4 strictly: HELP and TYPE first, one block a metric, no sample twice. @throws where it is not that */
export function parsePrometheus(text: string): Map<string, ParsedMetric> {
  const metrics = new Map<string, ParsedMetric>()
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  for (const block of text.trimEnd().split(/\n+(?=# HELP )/)) {
    const [help = '', type = '', ...samples] = block.split('\n')
    const [, of = '', words = ''] = helpLine.exec(help) ?? fail(help)
    const [, typed, kind = ''] = typeLine.exec(type) ?? fail(type)
    if (typed !== of || metrics.has(of)) fail(type)
    metrics.set(of, { type: kind, help: words, samples: samples.map(line => parseSample(line, of, kind)) })
    const keys = samples.map(line => line.slice(0, line.lastIndexOf(' ')))
    if (new Set(keys).size !== keys.length) fail(`a sample of ${of} comes twice`)
  }
  return metrics
}

function parseSample(line: string, of: string, kind: string): ParsedMetric['samples'][number] {
  const [, sample = '', labels = '', value = ''] = sampleLine.exec(line) ?? fail(line)
  const suffixes =
    kind === 'histogram' ? ['_bucket', '_sum', '_count'] : kind === 'summary' ? ['', '_sum', '_count'] : ['']
  if (!suffixes.some(suffix => sample === of + suffix)) fail(line)
  const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)]
  return { name: sample, labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])), value: toNumber(value) }
}

const toNumber = (value: string): number => Number(value.replace('Inf', 'Infinity'))

function fail(what: string): never {
  throw new Error(`not in the text format: ${what}`)
}
