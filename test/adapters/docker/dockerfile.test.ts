import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../../src/adapters/docker/dockerfile.ts'

const none = { args: {}, contexts: [] }

interface Row {
  readonly title: string
  readonly text: string
  readonly args?: Readonly<Record<string, string>>
  readonly target?: string
  readonly contexts?: readonly string[]
  readonly uses: readonly string[]
  readonly isUnderstood?: false
}

const rows: readonly Row[] = [
  { title: 'the image it starts from', text: 'FROM busybox:1.36\nRUN true', uses: ['busybox:1.36'] },
  { title: 'nothing for scratch', text: 'FROM scratch\nCOPY . /', uses: [] },
  { title: 'an image with a platform', text: 'FROM --platform=$BUILDPLATFORM node:26 AS x\n', uses: ['node:26'] },
  { title: 'no stage', text: 'FROM a AS Base\nFROM base\nCOPY --from=0 /x /x\nCOPY --from=BASE /y /y', uses: ['a'] },
  {
    title: 'images that files are copied from',
    text: 'FROM a\nCOPY --chown=1:1 --from=tools:2 /t /t',
    uses: ['a', 'tools:2'],
  },
  {
    title: 'images that are mounted',
    text: 'FROM a\nRUN --mount=type=cache,target=/c --mount=type=bind,from=deps,source=/d,target=/d make',
    uses: ['a', 'deps'],
  },
  {
    title: 'an image that is named twice once',
    text: 'FROM a AS one\nFROM a\nCOPY --from=one /x /x\nCOPY --from=a /x /x',
    uses: ['a'],
  },
  { title: 'the default of a global argument', text: 'ARG TAG=3\nFROM alpine:${TAG}', uses: ['alpine:3'] },
  { title: 'a quoted default', text: 'ARG A="x y" B=\'b\'\nFROM $B', uses: ['b'] },
  { title: 'an argument made of another', text: 'ARG V=3\nARG TAG=alpine:$V\nFROM ${TAG}', uses: ['alpine:3'] },
  {
    title: 'what the build is given before the default',
    text: 'ARG TAG=3\nFROM alpine:$TAG',
    args: { TAG: '4' },
    uses: ['alpine:4'],
  },
  { title: 'a default of the reference', text: 'ARG TAG\nFROM alpine:${TAG:-5}', uses: ['alpine:5'] },
  { title: 'an argument without a value not at all', text: 'ARG TAG\nFROM alpine:$TAG', uses: [], isUnderstood: false },
  {
    title: 'a given argument that was not declared not at all',
    text: 'FROM $BASE',
    args: { BASE: 'a' },
    uses: [],
    isUnderstood: false,
  },
  { title: 'a platform in a name not at all', text: 'FROM app-${TARGETARCH}', uses: [], isUnderstood: false },
  { title: 'no argument of a stage', text: 'FROM a\nARG X=b\nFROM $X', uses: ['a'], target: '0' },
  {
    title: 'a variable in --from not at all',
    text: 'ARG X=b\nFROM a\nCOPY --from=$X /x /x',
    uses: ['a'],
    isUnderstood: false,
  },
  {
    title: 'what the target needs, and no more',
    text: 'FROM a AS one\nFROM b AS two\nCOPY --from=one /x /x\nFROM c AS three',
    target: 'two',
    uses: ['a', 'b'],
  },
  { title: 'what the last stage needs', text: 'FROM a AS one\nFROM b AS two\nFROM c', uses: ['c'] },
  {
    title: 'everything where the target is not there',
    text: 'FROM a\nFROM b',
    target: 'x',
    uses: ['a', 'b'],
    isUnderstood: false,
  },
  {
    title: 'a stage that has the name of the image it starts from',
    text: 'FROM node AS node\nFROM node',
    uses: ['node'],
  },
  {
    title: 'a context in the place of an image',
    text: 'FROM shared\nCOPY --from=alpine /x /x',
    contexts: ['shared', 'alpine'],
    uses: [],
  },
  {
    title: 'no comment and no text of a heredoc',
    text: "FROM a\n# FROM b\nRUN <<EOF\nFROM c\nEOF\nCOPY --from=d <<-'X' /x\n\tFROM e\n\tX\nRUN cat <<A <<B\nFROM f\nA\nFROM g\nB\n",
    uses: ['a', 'd'],
  },
  {
    title: 'over several lines, with comments between them',
    text: 'FROM a\nRUN \\\n  # a word\n\n  --mount=type=bind,from=b,target=/b \\  \n  make\nCOPY \\\n  --from=c \\\n  / /\n',
    uses: ['a', 'b', 'c'],
  },
  {
    title: 'with another escape',
    text: '# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nCOPY --from=b c:\\ `\n  d:\\\nCOPY --from=e / /',
    uses: ['a', 'b', 'e'],
  },
  {
    title: 'in any case and with Windows line ends',
    text: '\uFEFFfrom a as x\r\ncopy --from=b / /\r\n',
    uses: ['a', 'b'],
  },
  { title: 'nothing of an empty file', text: '', uses: [], isUnderstood: false },
]

describe('a Dockerfile uses', () => {
  it.each(rows)('$title', ({ text, uses, isUnderstood, title: _, ...use }) => {
    expect(parseDockerfile(text, { ...none, ...use })).toEqual({ uses, isUnderstood: isUnderstood ?? true })
  })
})
