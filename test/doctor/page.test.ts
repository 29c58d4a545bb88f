import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHECKS } from '../../src/doctor/diagnose.js'
import { toReport } from '../../src/doctor/report.js'
import { toSection } from '../docs/pages.js'
import { APP, createProviderSite, type SiteFront } from '../support/provider-site.js'
import { examine } from './examination.js'

const PAGE = 'docs/doctor.md'
const COMMAND = 'WRITE_DOCS=1 npx vitest run --project unit test/doctor/page'

/** The provider of the page: it does not know the redirect URI or the origin, and its API hides what it asks for. */
function createSite() {
  const front: SiteFront = ({ headers }, { path }) => {
    if (path.endsWith('/token')) headers.delete('access-control-allow-origin')
    if (path === '/v1/events') headers.delete('access-control-expose-headers')
  }
  const site = createProviderSite({ issuer: 'https://id.example.com/realms/shop', front })
  site.provider.lie({ jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, kid: 'key-of-2026' })) }) })
  site.provider.lie('no-revocation')
  return site
}

it('17.3: docs/doctor.md shows what the doctor says', async () => {
  const diagnosis = await examine(createSite(), { redirectUri: `${APP}/callback` })

  const [report = '', call] = [toReport(diagnosis).split('\n\nimport ')[0], diagnosis.createAuth]
  const page = readFileSync(PAGE, 'utf8')
  const written = page
    .replace(/```text\n[\s\S]*?```/, () => `\`\`\`text\n${report}\n\`\`\``)
    .replace(/```ts\n[\s\S]*?```/, () => `\`\`\`ts\n${call}\n\`\`\``)
  if (process.env['WRITE_DOCS']) writeFileSync(PAGE, written)
  else expect(page, `run \`${COMMAND}\``).toBe(written)
})

it('17.3: docs/doctor.md lists the rows that there are, in their order', () => {
  const rows = [...toSection(readFileSync(PAGE, 'utf8'), '## What is looked at').matchAll(/^\| (`.*?) \|/gm)]

  expect(rows.flatMap(([, cell = '']) => cell.match(/[\w-]+/g) ?? [])).toEqual(CHECKS.map(({ id }) => id))
})
