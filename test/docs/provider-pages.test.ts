import { readdirSync } from 'node:fs'
import { transformSync } from 'esbuild'
import type { Like } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, departure, setUp, signIn } from '../support/home.js'
import type { Options } from '../support/tab.js'
import { EVENTS, setUpSignedInLike } from '../testing/shapes/home-like.js'
import { readPage, toMembers, toSection, toSnippets } from './pages.js'

const FOLDER = 'docs/providers'
const PAGES = readdirSync(FOLDER).filter((file) => file.endsWith('.md'))
const SECTIONS = ['## What to set there', '## In the app', '## Known limits', '## When it does not work']

/** What the provider of a snippet looks like, where there is a shape of it. */
const LIKE: Readonly<Record<string, Like>> = {
  'auth0.md': 'auth0',
  'okta.md': 'okta',
  'entra.md': 'entra',
  'entra-external-id.md b2c.ts': 'entra-b2c',
  'keycloak.md': 'keycloak',
  'google.md': 'keycloak',
  'github.md': 'keycloak',
  'cognito.md': 'cognito',
  'zitadel.md': 'zitadel',
  'ping.md': 'ping',
}

/** The pages of providers that have no logout page, and whose sign-out is the app's alone. */
const WITHOUT_LOGOUT = PAGES.filter((file) => readPage(`${FOLDER}/${file}`).includes("ends the app's session alone"))

const snippets = PAGES.flatMap((page) =>
  toSnippets(readPage(`${FOLDER}/${page}`)).map(({ name, code }) => ({
    at: name === 'auth.ts' ? page : `${page} ${name}`,
    code,
  })),
)

/** The options that a snippet gives to `createAuth`. */
function toOptions(code: string): Options & { readonly issuer: string } {
  const { code: script } = transformSync(code, { loader: 'ts', format: 'cjs' })
  const module = { exports: {} as { readonly auth?: Options & { readonly issuer: string } } }
  const createAuth = (options: unknown) => options
  new Function('module', 'require', script)(module, () => ({ createAuth }))
  if (!module.exports.auth) throw new Error('A snippet exports `auth`')
  return module.exports.auth
}

describe('docs/providers', () => {
  it.each(PAGES)('%s has each section, and three errors or more by codes that there are', (file) => {
    const page = readPage(`${FOLDER}/${file}`)
    const codes = toMembers('src/domain/errors.ts', 'ErrorDetails')
    const problems = [...readPage('docs/errors.md').matchAll(/^### ([\w-]+)$/gm)].map(([, code = '']) => code)
    const errors = toSection(page, '## When it does not work')
    const named = [...errors.matchAll(/\[`([\w-]+)`\]\(\.\.\/errors\.md#([\w-]+)\)/g)]

    expect(SECTIONS.filter((section) => !page.includes(`\n${section}\n`))).toEqual([])
    expect(errors.match(/^\| (?!what happens)(?!-)/gm)?.length).toBeGreaterThanOrEqual(3)
    expect(named.length).toBeGreaterThan(1)
    for (const [, code, anchor] of named) {
      expect(anchor).toBe(code)
      expect([...codes, ...problems]).toContain(code)
    }
    expect(page).toMatch(/\((https:\/\/[^)]+)\)/)
  })

  it.each(snippets)('$at: its options sign in, call, renew, call and sign out', async ({ at, code }) => {
    const options = toOptions(code)
    const like = LIKE[at]
    const home = setUp({
      provider: { ...(like && { like }), issuer: options.issuer, clientId: options.clientId },
      auth: options,
    })
    const { tab, provider, world } = home
    if (WITHOUT_LOGOUT.includes(at)) provider.lie('no-logout-page')

    const auth = await signIn(tab, provider)
    expect(auth.state.error).toBe(undefined)
    expect(auth.state.user).toMatchObject({ sub: 'ada' })
    expect(options.apis?.['calendar']?.url).toBe(CALENDAR)
    expect((await auth.fetch(EVENTS)).status).toBe(200)

    await world.advanceSeconds(2 * 3600)
    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(home.seen('token').map(({ parameters }) => parameters['grant_type'])).toContain('refresh_token')

    if (WITHOUT_LOGOUT.includes(at)) {
      await auth.signOut()
      expect(tab.departures).toHaveLength(1)
      expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
      return
    }
    const left = await departure(tab, () => auth.signOut())
    expect(provider.endSession(left)?.startsWith(`${APP}/`)).toBe(true)
  })

  it('are without a logout page where they say so', () => {
    expect(WITHOUT_LOGOUT).toEqual(['clerk.md', 'supabase.md'])
  })

  it('cognito.md: a scope without its resource server gets the error that the page has', async () => {
    const { auth } = await setUpSignedInLike('cognito', { scopes: ['openid'] })

    expect(auth.state.error).toMatchObject({
      code: 'sign-in-refused',
      details: { error: 'invalid_request', description: 'invalid_scope' },
    })
    expect(toSection(readPage(`${FOLDER}/cognito.md`), '## When it does not work')).toContain(
      '| `invalid_request`, `invalid_scope`; the user is not asked',
    )
  })

  it.each([
    ['google', 'token-refused'],
    ['github', 'token-unreachable'],
  ] as const)('%s gives a page nothing, as its page says', async (like, code) => {
    const { provider } = setUp({ provider: { like } })
    const issuer = like === 'github' ? (provider.metadata as Options['issuer']) : provider.issuer
    const { auth } = await setUpSignedInLike(like, {
      issuer,
      ...(like === 'github' ? { scopes: ['repo'], openid: false } : { scopes: ['openid'] }),
    })

    expect(auth.state.error?.code).toBe(code)
    expect(toSection(readPage(`${FOLDER}/${like}.md`), '## When it does not work')).toContain(`\`${code}\``)
  })
})
