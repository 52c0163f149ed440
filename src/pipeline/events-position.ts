import { RedhookError } from '../core/errors.ts'

/** How far somebody has been told: up to which event and, where log lines are told, up to which line of each unfinished deployment. */
export interface EventsPosition {
  readonly seq: number
  /** Line numbers by deployment. */
  readonly lines: ReadonlyMap<number, number>
}

const shape = /^(\d{1,15})(?:;(\d{1,15}:\d{1,15}(?:,\d{1,15}:\d{1,15}){0,499}))?$/

/** `1234`, or `1234;57:810,58:3`: what every message has as its id. */
export function formatPosition({ seq, lines }: EventsPosition): string {
  const told = [...lines].map(([deployment, line]) => `${deployment}:${line}`)
  return told.length === 0 ? String(seq) : `${seq};${told.join(',')}`
}

/** @throws RedhookError USAGE */
export function parsePosition(text: string): EventsPosition {
  const [whole, seq, lines = ''] = shape.exec(text) ?? []
  if (whole === undefined) throw noPosition(text)
  const pairs = lines.split(',').filter(pair => pair !== '')
  return { seq: Number(seq), lines: new Map(pairs.map(toPair)) }
}

function toPair(pair: string): [number, number] {
  const [deployment, line] = pair.split(':')
  return [Number(deployment), Number(line)]
}

const noPosition = (text: string): RedhookError =>
  new RedhookError(`${JSON.stringify(text.slice(0, 100))} is no position in the events`, {
    code: 'USAGE',
    hint: 'Send the id of the last message that came (Last-Event-ID, or after), or none to begin now.',
  })
