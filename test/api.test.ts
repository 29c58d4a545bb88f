import { readdirSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { type Report, readReport, toReports } from '../tools/api.mjs'

let reports: readonly Report[]

beforeAll(() => {
  reports = toReports()
})

it('18.6: the package gives what was written down, and no more: `npm run api -- --write` announces a change', () => {
  const written = reports.map(({ name, file }) => [name, readReport(file)])

  expect(reports.map(({ name, text }) => [name, text])).toEqual(written)
})

it('18.6: there is a report for each door, and for nothing else', () => {
  expect(readdirSync('test/api').sort()).toEqual(reports.map(({ file }) => file).sort())
})

it('18.6: a report has what its door exports and what that leads to, the core’s own types in the core’s alone', () => {
  const [core = '', react = ''] = ['latchkey', 'latchkey/react'].map(
    (door) => reports.find(({ name }) => name === door)?.text,
  )

  expect(core).toMatch(/^export function createAuth</m)
  expect(core).toMatch(/^type Ignored = /m)
  expect(react).toMatch(/^export function useAuth\(\): UseAuth;$/m)
  expect(react).not.toMatch(/^(export )?interface Auth</m)
})
