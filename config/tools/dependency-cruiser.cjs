// Arrows point one way: main → cli → wire → { http, adapters } → pipeline → core, and config → core.
const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    wall('no-cycles', 'A cycle has no beginning to read from.', {}, { circular: true }),
    wall(
      'core-is-pure',
      'core decides: it reaches nothing of ours, and nothing that touches the world.',
      { path: '^src/core/' },
      { pathNot: ['^src/core/', '^node_modules/(picomatch|@types/picomatch)/', '^(node:)?(crypto|path|net|buffer)$'] },
    ),
    wall(
      'config-reads',
      'config turns words into values; it knows core alone.',
      { path: '^src/config/' },
      { path: '^src/(?!config/|core/)' },
    ),
    wall(
      'pipeline-uses-ports',
      'pipeline reaches the world only through ports.',
      { path: '^src/pipeline/' },
      {
        path: [
          '^src/(?!pipeline/|core/|config/schema)',
          '^node_modules/(hono|pino)/',
          '^(node:)?(child_process|sqlite|http|net)$',
        ],
      },
    ),
    wall(
      'adapters-serve-pipeline',
      'an adapter fills a port and knows no door and no other adapter but process.',
      { path: '^src/adapters/([^/]+)' },
      { path: '^src/(?!adapters/$1|adapters/process/|pipeline/ports|core/)' },
    ),
    wall(
      'doors-do-not-meet',
      'http and cli are two doors to the same pipeline.',
      { path: '^src/http/' },
      { path: '^src/(?!http/|pipeline/|core/|config/schema)' },
    ),
    wall('only-main-and-cli-wire', 'one composition root.', { path: '^src/(?!main|cli/|wire)' }, { path: '^src/wire' }),
    wall(
      'one-spawner',
      'child processes start in one place.',
      { path: '^src/', pathNot: '^src/adapters/process/' },
      { path: '^(node:)?child_process$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
