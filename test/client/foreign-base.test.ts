import { describe, expect, it } from 'vitest'
import { APP, type Home, type HomeOptions, setUp, signIn, visitProvider } from '../support/home.js'
import { create } from '../support/outcome.js'
import { until } from '../support/until.js'

const EVIL = 'https://evil.example'
/** What an attacker can have put into the page, if it is a `<base>` alone. */
const FOREIGN = [`${EVIL}/`, '//evil.example/', 'http://todo.example.com/', 'https://todo.example.com:8443/', 'data:,']

/** A page below a path whose `<base>` says that, and the API and the other origin that tell who came with a token. */
function open(base: string, { auth = {}, ...told }: HomeOptions = {}) {
  const home = setUp({ ...told, auth: { apis: { own: { url: '/api/', headers: true } }, ...auth } })
  for (const origin of [APP, EVIL, 'http://todo.example.com', 'https://todo.example.com:8443']) {
    home.world.serve(origin, () => new Response('{}'))
  }
  const tab = home.world.openTab('/deep/page?x=1', { base })
  return { ...home, tab }
}

/** The addresses that a token went to. */
const withToken = ({ world }: Pick<Home, 'world'>): readonly string[] =>
  world.network.sent.filter(({ headers }) => headers.has('authorization')).map(({ url }) => url)

describe('12.8 a <base> of another origin', () => {
  it.each(FOREIGN)('moves neither the return nor the place after a logout: %s', async (base) => {
    const { tab, provider, world } = open(base)
    const auth = await signIn(tab, provider)
    await auth.signOut()
    await world.rest()

    const [asked, ended] = tab.departures.map((address) => new URL(address).searchParams)
    expect(auth.state.reason).toBe('signed-out')
    expect(asked?.get('redirect_uri')).toBe(`${APP}/`)
    expect(ended?.get('post_logout_redirect_uri')).toBe(`${APP}/`)
  })

  it.each(FOREIGN)('moves none that is relative: %s', async (base) => {
    const { tab, provider } = open(base, {
      auth: { redirectUri: '/callback', postLogoutRedirectUri: 'bye', relayUri: 'relay' },
      provider: { redirectUri: [`${APP}/callback`, `${APP}/relay`] },
    })
    const auth = await signIn(tab, provider)
    void auth.signIn({ mode: 'silent' }).catch(() => undefined)
    await until(() => tab.windows[0]?.url, 'the frame')
    await auth.signOut()

    const addresses = [...tab.departures, ...tab.windows.map(({ url }) => `${url}`)]
    const named = addresses.map((address) => new URL(address).searchParams)
    expect(named.map((search) => search.get('redirect_uri') ?? search.get('post_logout_redirect_uri'))).toEqual([
      `${APP}/callback`,
      `${APP}/bye`,
      `${APP}/relay`,
    ])
  })

  it.each(FOREIGN)('gets no token of an API that is relative, whoever wrote the call: %s', async (base) => {
    const home = open(base)
    const auth = await signIn(home.tab, home.provider)
    await auth.ready

    for (const text of [
      '/api/events',
      'api/events',
      '../api/events',
      `${EVIL}/api/events`,
      '//evil.example/api/events',
    ])
      await auth.fetch(text).catch(() => undefined)
    await auth.fetch(new Request(`${EVIL}/api/events`))
    await auth.fetch(`${APP}/api/events`)

    expect(new Set(withToken(home))).toEqual(new Set([`${APP}/api/events`]))
    await expect(auth.headersFor(`${EVIL}/api/events`)).rejects.toMatchObject({ code: 'api-undeclared' })
  })

  it('gets no token of an API that is relative to the page', async () => {
    const home = open(`${EVIL}/app/`, { auth: { apis: { own: { url: ['api/', './v2'] } } } })
    await signIn(home.tab, home.provider)
    home.tab.reload()
    const auth = home.tab.auth()

    for (const text of ['api/x', 'v2/x', `${APP}/deep/api/x`, `${APP}/deep/v2/x`, `${APP}/app/api/x`])
      await auth.fetch(text)

    expect(withToken(home)).toEqual([`${APP}/deep/api/x`, `${APP}/deep/v2/x`])
  })

  it('that comes later gets no token either: what is matched is what is sent', async () => {
    const home = open('/')
    const auth = await signIn(home.tab, home.provider)
    await auth.fetch('/api/before')
    home.tab.base = `${EVIL}/`
    await auth.fetch('/api/meanwhile')
    await expect(auth.headersFor('/api/meanwhile')).rejects.toMatchObject({ code: 'api-undeclared' })
    home.tab.base = '/'
    await auth.fetch('/api/after')

    expect(withToken(home)).toEqual([`${APP}/api/before`, `${APP}/api/after`])
  })

  it('that comes while a call waits for its token gets none', async () => {
    const home = open('/')
    await signIn(home.tab, home.provider)
    home.tab.reload()
    const auth = home.tab.auth()
    const [fetched, named] = [auth.fetch('/api/events'), auth.headersFor('/api/events')]
    named.catch(() => undefined)
    home.tab.base = `${EVIL}/`
    await fetched

    expect(withToken(home)).toEqual([`${APP}/api/events`])
    await expect(named).rejects.toMatchObject({ code: 'api-undeclared' })
  })

  it('that comes while the token is renewed makes headersFor give none: its caller sends the text', async () => {
    const home = open('/')
    const auth = await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(600)
    expect((await auth.headersFor('/api/before')).has('authorization')).toBe(true)
    await home.world.advanceSeconds(600)
    home.provider.lie({
      tokenResponse: (body) => {
        home.tab.base = `${EVIL}/`
        return body
      },
    })

    await expect(auth.headersFor('/api/after')).rejects.toMatchObject({ code: 'api-undeclared' })
  })

  it('moves nothing of a client that was made after it had come', async () => {
    const home = open('/')
    home.tab.base = `${EVIL}/`
    const address = new URL(await visitProvider(home.tab, home.provider))

    expect(address.origin + address.pathname).toBe(`${APP}/`)
  })

  it('leaves a service worker or other worker alone, which has none', async () => {
    const home = open('/')
    await signIn(home.tab, home.provider)
    const auth = home.world.openWorker().auth()
    await auth.ready

    await auth.fetch('/api/events')

    expect(withToken(home)).toEqual([`${APP}/api/events`])
  })
})

describe('12.8 a <base> of this origin', () => {
  it('is what relative addresses are read against', async () => {
    const home = open('/app/', { provider: { redirectUri: `${APP}/app/` }, auth: { apis: { own: { url: 'api/' } } } })
    const auth = await signIn(home.tab, home.provider)
    await auth.fetch('api/events')
    await auth.fetch('/api/events')

    expect(home.tab.url).toBe(`${APP}/deep/page?x=1`)
    expect(withToken(home)).toEqual([`${APP}/app/api/events`])
  })
})

describe('12.8 what is not absolute stays on the origin of the page', () => {
  const OUT = ['//evil.example/x', '\\\\evil.example/x', '/\\evil.example/x', ' //evil.example/x', '/\t/evil.example/x']

  it.each(OUT)('or is a TypeError: %j', (text) => {
    const home = setUp()

    for (const options of [
      { redirectUri: text },
      { postLogoutRedirectUri: text },
      { relayUri: text },
      { initiateLogin: text },
      { apis: { a: { url: text } } },
      { apis: { a: { url: ['/api/', text] } } },
    ])
      expect(() => create(home, options)).toThrow(TypeError)
  })

  it.each([
    `${EVIL}/relay`,
    'https://todo.example.com:8443/relay',
    'http://todo.example.com/relay',
    'https://TODO.example.com.evil.example/',
  ])('and a relay or a start of others’ sign-ins also where it is absolute: %s', (text) => {
    const home = setUp()

    expect(() => create(home, { relayUri: text })).toThrow(TypeError)
    expect(() => create(home, { initiateLogin: text })).toThrow(TypeError)
    expect(() => create(home, { relayUri: `${APP}/relay`, initiateLogin: `${APP}/start` })).not.toThrow()
  })

  it('while a return may come to an absolute address elsewhere where a native shell leaves in its own way', async () => {
    const redirectUri = 'https://shell.example.com/callback'
    const { tab, provider } = setUp({
      auth: { redirectUri, leave: (url) => void tab.departures.push(url) },
      provider: { redirectUri },
    })

    expect(await visitProvider(tab, provider)).toMatch(`${redirectUri}?`)
  })

  it('and what names its scheme alone is read as absolute wherever it stands, and not moved by the page', async () => {
    const home = setUp({ auth: { apis: { odd: { url: 'https:/odd.example.com/' } } } })
    home.world.serve(APP, () => new Response('{}'))
    home.world.serve('https://odd.example.com', () => new Response('{}'))
    const auth = await signIn(home.tab, home.provider)

    // As `fetch` does, the call reads it against the page.
    await auth.fetch('https:/odd.example.com/')
    await auth.fetch('https://odd.example.com/')

    expect(withToken(home)).toEqual(['https://odd.example.com/'])
  })
})
