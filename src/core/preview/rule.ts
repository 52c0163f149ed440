/** Where a value stands in a model: `['services', 'web', 'privileged']`. Places in a list count from 0. */
export type Place = readonly string[]

/** Something that is not on the list, by name. */
export interface Refusal {
  /** `services.web.privileged` */
  readonly key: string
  /** A clause that follows on the key: `is not allowed`. */
  readonly why: string
}

/** What rules are given beside the value. */
export interface Judging {
  /** Whether this place was let through by name. */
  isAllowed(place: Place): boolean
  /** The path without symlinks; undefined where there is nothing. */
  realPath(path: string): string | undefined
  /** Whether a real path lies in the checkout. */
  isInside(path: string): boolean
  refuse(place: Place, why: string): void
}

/** Looks at a value that is there, and at everything below it. */
export type Rule = (value: unknown, place: Place, judging: Judging) => void

/** Whatever it is. */
export const anything: Rule = () => undefined

/** A mapping whose keys are names that people chose. */
export const mapOf =
  (rule: Rule): Rule =>
  (value, place, judging) => {
    if (!isMapping(value)) return judging.refuse(place, 'is no mapping')
    for (const [name, member] of Object.entries(value)) judge(rule, member, [...place, name], judging)
  }

/** A list of whatever length. */
export const listOf =
  (rule: Rule): Rule =>
  (value, place, judging) => {
    if (!Array.isArray(value)) return judging.refuse(place, 'is no list')
    value.forEach((member, index) => {
      judge(rule, member, [...place, String(index)], judging)
    })
  }

/** A mapping with these keys and no other; what is written in `x-…` means nothing to Compose. */
export const only = (rules: Readonly<Record<string, Rule>>): Rule => {
  const known = new Map(Object.entries(rules))
  return (value, place, judging) => {
    if (!isMapping(value)) return judging.refuse(place, 'is no mapping')
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith('x-')) continue
      judge(known.get(name) ?? refused, member, [...place, name], judging)
    }
  }
}

/** A text that the test lets through. */
export const text =
  (test: (value: string) => boolean): Rule =>
  (value, place, judging) => {
    if (typeof value !== 'string' || !test(value)) judging.refuse(place, `is ${show(value)}, which is not allowed`)
  }

/** One of these texts. */
export const oneOf = (...values: readonly string[]): Rule => text(value => values.includes(value))

/** All of these rules. */
export const both =
  (...rules: readonly Rule[]): Rule =>
  (value, place, judging) => {
    for (const rule of rules) rule(value, place, judging)
  }

const refused: Rule = (_, place, judging) => judging.refuse(place, 'is not allowed')

/** What says nothing is never refused, and what was let through by name is not looked at. */
export function judge(rule: Rule, value: unknown, place: Place, judging: Judging): void {
  if (!saysNothing(value) && !judging.isAllowed(place)) rule(value, place, judging)
}

/** As if the key were not there. */
export const saysNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === '' || isEmpty(value)

const isEmpty = (value: unknown): boolean => typeof value === 'object' && Object.keys(value ?? {}).length === 0

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value in a message: short, and on one line. */
const show = (value: unknown): string => {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 60 ? `${json.slice(0, 60)}…` : json
}
