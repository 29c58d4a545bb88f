import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPage, toMembers, toSection, toSnippets } from '../pages.js'
import { ORIGINS } from './origins.js'

/** What each page was held against. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'docs/migration/auth0.md': ['@auth0/auth0-spa-js', '@auth0/auth0-react'],
  'docs/migration/oidc-client-ts.md': ['oidc-client-ts', 'react-oidc-context'],
  'docs/migration/msal.md': ['@azure/msal-browser'],
  'docs/migration/keycloak-js.md': ['keycloak-js'],
  'docs/migration/angular-auth-oidc-client.md': ['angular-auth-oidc-client'],
}

const SECTIONS = [
  'What becomes what',
  'Options',
  'Before and after',
  'No longer needed',
  'At the provider',
  'The day of the switch',
  'Errors',
]

const PAGES = ORIGINS.map(({ page }) => page)

/** All that a package says: its types and its code. */
function readPackage(name: string): string {
  const folder = join('node_modules', name)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(d\.ts|m?js)$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}

/** The first cells of a table's rows, without the two of its head. */
const toThere = (section: string): readonly string[] =>
  [...section.matchAll(/^\| (.*?) \| .* \|$/gm)].map(([, cell = '']) => cell).filter((cell) => cell !== 'there')

/** What a cell names: the words of its code, and its sentences. */
const toNames = (cell: string): readonly string[] => [
  ...[...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.match(/[A-Za-z_$][\w$-]*/g) ?? []),
  ...[...cell.matchAll(/"([^"]+)"/g)].map(([, sentence = '']) => sentence),
]

describe.each(PAGES)('18.3 %s', (page) => {
  const text = readPage(page)
  const packages = PACKAGES[page] ?? []

  it('has each section, in the order of all pages', () => {
    const found = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)

    expect(found).toEqual(SECTIONS)
    expect(text).toContain('\n### Old refresh tokens\n')
  })

  it('names the version that is installed, which its code is run against', () => {
    expect(packages).not.toEqual([])
    for (const name of packages) {
      const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
      expect(text).toContain(`\`${name}\` ${version}`)
    }
  })

  it.each(['What becomes what', 'Options', 'Errors'])('names under %s only what the package has', (heading) => {
    const has = packages.map(readPackage).join('\n')
    const named = toThere(toSection(text, `## ${heading}`)).flatMap(toNames)

    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !COMMON.includes(name) && !has.includes(name))).toEqual([])
  })

  it('says of every error which one it has become, by a code that there is', () => {
    const rows = toSection(text, '## Errors').match(/^\| (?!there|-).*$/gm) ?? []
    const links = [...text.matchAll(/\[`([\w-]+)`\]\(\.\.\/errors\.md#([\w-]+)\)/g)]
    const codes = [
      ...toMembers('src/domain/errors.ts', 'ErrorDetails'),
      ...[...readPage('docs/errors.md').matchAll(/^### ([\w-]+)$/gm)].map(([, code]) => code),
    ]

    expect(rows.length).toBeGreaterThan(8)
    expect(rows.filter((row) => !/errors\.md#|\| none: |`status`|`state\(\)\.error`/.test(row))).toEqual([])
    expect(links.filter(([, code, anchor]) => code !== anchor || !codes.includes(code))).toEqual([])
  })

  it('is run whole: every file of it is one that a test loads', () => {
    const apps = ORIGINS.filter((origin) => origin.page === page).flatMap((origin) => origin.apps.flat())
    const names = toSnippets(text).map(({ name }) => name)

    expect(names).toEqual(expect.arrayContaining([...apps, 'auth.ts', 'switch.ts']))
    expect(
      names.filter((name) => ![...apps, 'auth.ts', 'switch.ts', 'revoke.ts', 'roles.ts', 'routes.ts'].includes(name)),
    ).toEqual([])
  })
})

/** Of the language and of the standards (RFC 6749, OpenID Connect Core 1.0), not of a package. */
const COMMON = [
  ...['new', 'false', 'true'],
  ...['access_denied', 'consent_required', 'interaction_required', 'invalid_grant', 'login_required'],
]

it('18.3 docs/migration/index.md leads to every page', () => {
  const index = readPage('docs/migration/index.md')

  expect(PAGES.filter((page) => !index.includes(`](${page.replace('docs/migration/', '')})`))).toEqual([])
  expect(readdirSync('docs/migration').length).toBe(PAGES.length + 1)
  expect(PAGES.flatMap((page) => PACKAGES[page] ?? []).filter((name) => !index.includes(`\`${name}\``))).toEqual([])
})
