import { describe, expect, it } from 'vitest'
import { createRegistryFolder } from '../support/registry-folder.ts'

const all = { statuses: true, deployments: true, checkRuns: true, plan: true }

function reportOf(fields: string, defaults = '') {
  using folder = createRegistryFolder(
    `${defaults}repos:\n  acme/shop:\n    { path: /srv/shop, branch: main, project: shop${fields} }\n`,
  )
  return folder.load().apps[0]?.report
}

describe('report', () => {
  it.each([
    ['', all],
    [', report: true', all],
    [', report: false', { statuses: false, deployments: false, checkRuns: false, plan: false }],
    [', report: { checkRuns: false, plan: false }', { ...all, checkRuns: false, plan: false }],
    [
      ', report: { environment: staging, url: "https://shop.example.com" }',
      { ...all, environment: 'staging', url: 'https://shop.example.com' },
    ],
  ])('%s', (fields, report) => {
    expect(reportOf(fields)).toEqual(report)
  })

  it('may stand in defaults, where an app’s own takes its place', () => {
    const defaults = 'defaults: { report: false }\n'
    expect(reportOf('', defaults)?.statuses).toBe(false)
    expect(reportOf(', report: { environment: staging }', defaults)).toEqual({ ...all, environment: 'staging' })
  })

  it.each([
    ['report: 5', /report: 5 is not true, false, or a map/],
    ['report: { url: "ftp://x" }', /report\.url: "ftp:\/\/x" is not an http or https URL/],
    ['report: { environment: "" }', /report\.environment: "" is not the name of an environment/],
    ['report: { statues: false }', /statues/],
  ])('refuses %s', (field, words) => {
    expect(() => reportOf(`, ${field}`)).toThrow(words)
  })
})
