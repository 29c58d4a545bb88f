import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Breach, bootLawless, type Lawless } from '../providers/own/lawless.js'
import { html } from '../providers/own/server.js'
import { ADA } from '../providers/provider.js'
import { ENGINES, type Engine, type Tab } from '../providers/support/engine.js'
import { type Site, startSite } from '../providers/support/site.js'
import { look, openPage, signIn, type Visit } from '../providers/support/visit.js'

// A provider that does what the specifications forbid, one thing at a time, over HTTP: all of it is refused, and said why.

const without = (claim: string) => (claims: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim))
/** The state of a sign-in that nobody has begun, by how it looks. */
const toOther = (state: string) => state.slice(0, -4) + (state.endsWith('AAAA') ? 'BBBB' : 'AAAA')
const put = (change: object) => (claims: object) => ({ ...claims, ...change })

const BREACHES: readonly (readonly [string, string, () => Breach | Promise<Breach>])[] = [
  [
    'an ID token signed with what is no secret',
    'id-token-algorithm',
    () => ({ signer: { alg: 'HS256', key: new TextEncoder().encode('spa'.padEnd(32, '\0')) } }),
  ],
  [
    'an ID token signed with a key that is not published',
    'id-token-signature',
    async () => ({ signer: { alg: 'ES256', key: (await generateKeyPair('ES256')).privateKey } }),
  ],
  ['an ID token for another client', 'id-token-claim', () => ({ claims: put({ aud: 'another' }) })],
  ['an ID token for another client, too', 'id-token-claim', () => ({ claims: put({ aud: ['spa', 'another'] }) })],
  ['an ID token of another issuer', 'id-token-claim', () => ({ claims: put({ iss: 'https://other.example' }) })],
  ['an ID token without a nonce', 'id-token-claim', () => ({ claims: without('nonce') })],
  ['an ID token with the nonce of another', 'id-token-claim', () => ({ claims: put({ nonce: 'another' }) })],
  ['an ID token without a subject', 'id-token-claim', () => ({ claims: without('sub') })],
  ['another user at userinfo', 'user-info', () => ({ userInfo: put({ sub: 'grace' }) })],
  [
    // JSON that calls itself otherwise is read: a page cannot be taken for tokens.
    'a page in place of a token answer',
    'token-invalid',
    () => ({ token: () => html('<p>Signed in</p>') }),
  ],
  [
    'two codes in a redirect',
    'callback-parameter',
    () => ({ callback: (url) => url.searchParams.append('code', 'a') }),
  ],
  [
    'another issuer in the redirect',
    'callback-issuer',
    () => ({ callback: (url) => url.searchParams.set('iss', 'https://other.example') }),
  ],
  ['no issuer in the redirect', 'callback-issuer', () => ({ callback: (url) => url.searchParams.delete('iss') })],
  [
    'a redirect that answers another sign-in',
    'callback-unknown-state',
    () => ({ callback: (url) => url.searchParams.set('state', toOther(url.searchParams.get('state') ?? '')) }),
  ],
]

describe.each(['Chromium', 'Firefox'])('in %s, a provider that does what is forbidden', (name) => {
  let engine: Engine
  let site: Site
  let provider: Lawless
  let visit: Visit
  let tab: Tab
  beforeAll(async () => {
    const start = ENGINES[name]
    if (!start) throw new Error(`There is no ${name}`)
    ;[engine, site] = await Promise.all([start(), startSite()])
    provider = await bootLawless(site.app)
    site.use(provider)
    visit = { site, provider, profile: await engine.newProfile(), metadata: {} }
    tab = await openPage(visit)
  })
  afterAll(() => Promise.all([engine?.close(), site?.close(), provider?.close()]))

  async function signInAt(breach: Breach) {
    provider.breach(breach)
    await signIn(visit, tab, ADA)
    const standing = await look(tab)
    await tab.run(() => window.latchkeyTest.auth.signOut({ provider: false }))
    return standing
  }

  it.each(BREACHES)('%s is refused: %s', async (_, code, toBreach) => {
    const { status, user, error } = await signInAt(await toBreach())

    expect({ status, user, code: error?.code }).toEqual({ status: 'signed-out', user: undefined, code })
    expect(error?.message).toMatch(/^[A-Z]\S* \S+ \S+/)
  })

  it('signs in when it does none of it', async () => {
    expect(await signInAt({})).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: ADA.name } })
  })
})
