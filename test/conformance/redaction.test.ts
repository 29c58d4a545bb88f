import { describe, expect, it } from 'vitest'
import { spell, toBytes } from '../support/bytes.js'
import { CALENDAR, CLIENT_ID, type Home, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { toIdTokenRows } from '../support/id-token-rows.js'
import { findLeaks, toSeen } from '../support/redaction.js'

// A provider that repeats in each of its errors what it was sent, in every spelling; and every error that callers get. The
// worlds of all other tests look through their events, warnings and states in the same way when they end.

const { wrong } = toIdTokenRows(ISSUER, CLIENT_ID)

/** What a careless provider writes into an answer. */
function toEcho(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.values(parameters).join(' ')
  const bytes = toBytes(all)
  return {
    error_description: `bad: ${all} ${encodeURIComponent(all)} ${spell(bytes, 'base64')} ${spell(bytes, 'hex')}`,
    error_uri: `https://id.example.com/?${all}`,
    hint: all,
  }
}

/** Everything that a call rejects with, and what the tab says of it. */
async function seen({ tab, world }: Home, call: () => Promise<unknown>): Promise<string> {
  const failure = await call().then(
    (value) => ({ value }),
    (error) => error,
  )
  return toSeen([
    failure,
    (failure as { cause?: unknown }).cause,
    tab.events,
    tab.warnings,
    [...tab.errors],
    world.tabs.map(({ errors }) => [...errors]),
  ])
}

const ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'x y',
  'constructor',
]

describe('no error holds a token, code, verifier, nonce or claim (R-E01)', () => {
  it.each(ERRORS)('of the exchange: %s', async (error) => {
    const home = setUp()
    home.provider.lie({
      respond: (endpoint, { parameters }) =>
        endpoint === 'token' ? Response.json({ error, ...toEcho(parameters) }, { status: 400 }) : undefined,
    })
    const url = await visitProvider(home.tab, home.provider)
    const { searchParams } = new URL(url)
    home.world.secrets.set(searchParams.get('code') ?? '', 'code')
    home.tab.goTo(url)

    const told = await seen(home, () => home.tab.auth().ready)
    for (const { parameters } of home.seen('token'))
      home.world.secrets.set(parameters['code_verifier'] ?? '', 'verifier')

    expect(home.world.secrets.size).toBeGreaterThan(1)
    expect(findLeaks(told, home.world.secrets)).toEqual([])
  })

  it.each(ERRORS)('of a renewal: %s', async (error) => {
    const home = await setUpSignedIn()
    home.provider.lie({
      respond: (endpoint, { parameters }) =>
        endpoint === 'token' ? Response.json({ error, ...toEcho(parameters) }, { status: 400 }) : undefined,
    })
    await home.world.advanceSeconds(400)

    const told = await seen(home, () => home.auth.fetch(`${CALENDAR}events`))

    expect(findLeaks(told, home.world.secrets)).toEqual([])
  })

  it.each(ERRORS)('of a return: %s', async (error) => {
    const home = setUp()
    const url = new URL(await visitProvider(home.tab, home.provider))
    const code = url.searchParams.get('code') ?? ''
    home.world.secrets.set(code, 'code')
    url.searchParams.set('error', error)
    for (const [name, value] of Object.entries(toEcho({ code }))) url.searchParams.set(name, value)
    home.tab.goTo(url.href)

    expect(findLeaks(await seen(home, () => home.tab.auth().ready), home.world.secrets)).toEqual([])
  })

  it.each(ERRORS)('of pushed parameters: %s', async (error) => {
    const home = setUp({ auth: { par: true } })
    home.provider.lie({
      respond: (endpoint, { parameters }) => {
        if (endpoint !== 'par') return undefined
        for (const name of ['nonce', 'code_challenge', 'state']) home.world.secrets.set(parameters[name] ?? '', name)
        return Response.json({ error, ...toEcho(parameters) }, { status: 400 })
      },
    })
    const auth = home.tab.auth()

    const told = await seen(home, () => auth.signIn({ loginHint: 'ada.lovelace@example.com' }))

    expect(home.world.secrets.size).toBe(3)
    expect(findLeaks(told, home.world.secrets)).toEqual([])
    expect(told).not.toContain('ada.lovelace')
  })

  it.each([400, 401, 403, 500])('of /userinfo with status %i', async (status) => {
    const home = await setUpSignedIn()
    home.provider.lie({
      respond: (endpoint, { headers }) =>
        endpoint === 'userinfo'
          ? Response.json({ error: 'x', ...toEcho({ token: headers.get('authorization') ?? '' }) }, { status })
          : undefined,
    })

    expect(findLeaks(await seen(home, () => home.auth.userInfo()), home.world.secrets)).toEqual([])
  })

  it('of ID tokens that are refused, at sign-in and at renewal; nor a claim', async () => {
    const leaks: string[] = []
    for (const [what, lie] of wrong) {
      const home = setUp()
      home.provider.lie(lie)
      await signIn(home.tab, home.provider)
      const renewing = await setUpSignedIn()
      renewing.provider.lie(lie)
      await renewing.world.advanceSeconds(400)
      for (const one of [home, renewing]) {
        const told = await seen(one, () => one.tab.auth().fetch(`${CALENDAR}events`))
        leaks.push(...findLeaks(told, one.world.secrets).map((leak) => `${what}: ${leak}`))
        if (/Lovelace|ada@example/.test(told)) leaks.push(`${what}: a claim`)
      }
    }

    expect(leaks).toEqual([])
  })

  it('of a fetch that throws what it was given, as a tracer may', async () => {
    const home = await setUpSignedIn()
    home.tab.reload()
    const page = home.tab
    const auth = page.auth({
      fetch: async (input, init) => {
        throw Object.assign(
          new Error(`failed: ${String(init?.body)} ${JSON.stringify([...new Headers(init?.headers)])}`),
          {
            input,
            init,
          },
        )
      },
    })
    await auth.ready
    await home.world.advanceSeconds(400)

    // What the app's own fetch throws for a call is the app's; what it throws for ours must not come back.
    const told = await seen(home, () => auth.fetch(`${CALENDAR}events`))

    expect(findLeaks(told, home.world.secrets)).toEqual([])
  })

  it('finds what is there: a piece in every spelling', () => {
    const secret = 'S3cr3t-token-of-somebody'
    const secrets = new Map([[secret, 'token']])
    const bytes = toBytes(secret)

    for (const text of [secret.slice(0, 12), encodeURIComponent(secret), spell(bytes, 'base64'), spell(bytes, 'hex')]) {
      expect(findLeaks(toSeen(new Error('x', { cause: { deep: [text] } })), secrets)).toHaveLength(1)
    }
    expect(findLeaks(toSeen(new Error('nothing')), secrets)).toEqual([])
  })
})

describe('14.A7: words for people survive what hides secrets (R-E01)', () => {
  /** What the state says when the code exchange is answered like this. */
  async function toSaidOf(error_description: string, { error = 'invalid_grant', code }: Said = {}) {
    const home = setUp()
    if (code) home.provider.lie({ callback: (url) => url.searchParams.set('code', code) })
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ error, error_description }, { status: 400 }) : undefined,
    })
    const { state } = await signIn(home.tab, home.provider)
    return { ...(state.error?.details as { error: string; description: string }), home }
  }
  interface Said {
    readonly error?: string
    readonly code?: string
  }

  it.each([
    'AADSTS50058',
    'AADSTS9002326',
    'AADSTS700016',
    'AADB2C90077',
    'AADB2C990077',
    'ORA-01017',
    'ORACLE-010171',
    'KC-123',
    'KEYCLOAK-10017',
    'IDX10205',
    'OAUTH_APP_BLOCKED',
    'KC-SERVICES0013',
    'LOGIN-ERROR-403',
    'OAUTH_ERROR_1234',
  ])('14.A7: the error number %s', async (number) => {
    const said = await toSaidOf(`${number}: not so. See ${number}. (${number})`)

    expect(said.description).toBe(`${number}: not so. See ${number}. (${number})`)
  })

  it.each([
    'Код авторизации недействителен или истёк',
    'コードは無効です',
    'رمز التفويض غير صالح',
    'अमान्य प्राधिकरण कोड',
    'Der Autorisierungscode ist ungültig, größer als erlaubt',
    'Mã uỷ quyền không hợp lệ',
  ])('14.A7: the letters and marks of every script: %s', async (sentence) => {
    expect((await toSaidOf(sentence)).description).toBe(sentence)
  })

  it('14.A7: no control characters, quotes or marks of direction', async () => {
    const { description } = await toSaidOf('a\u0000b\u202ec\u2066d\ne\u001b[31mf"g\\h\u200bi\ud800j')

    expect(description).toBe('a b c d e [31mf g h i j')
  })

  it.each([
    'abcdefghijklmnop',
    'correct-horse-battery-staple',
    'with some spaces in it',
    'AADSTS12345678',
    'KC-12345678',
    'ORACLE_CODE_OF_ADA',
    'KC-SERVICES0013',
    'OAUTH_ERROR_1234',
    'short1',
  ])('14.A7: but no code that looks like one of them: %s', async (code) => {
    for (const written of [code, encodeURIComponent(code), `${new URLSearchParams({ code })}`.slice(5)]) {
      const said = await toSaidOf(`The code ${written} was used`, { code, error: written })

      expect(said.description).toBe('The code *** was used')
      expect(JSON.stringify([said.error, said.description, said.home.tab.events])).not.toContain(written)
    }
  })

  it.each(['abcdefghijklmnop', 'correct-horse-battery-staple', 'with+some+spaces+in+it'])(
    '14.A7: nor a piece of one, as logs show it: %s',
    async (code) => {
      const { description } = await toSaidOf(`The code ${code.slice(0, 10)}... was used`, {
        code: code.replaceAll('+', ' '),
      })

      expect(description).toBe('The code ***... was used')
    },
  )

  it('14.A7: nor the hint of who signs in, as it was sent', async () => {
    const home = setUp()
    home.provider.lie({
      callback: ({ searchParams }) => {
        searchParams.delete('code')
        searchParams.set('error', 'access_denied')
        searchParams.set('error_description', 'Nobody is called ada-lovelace or Ада Байрон here')
      },
    })
    for (const loginHint of ['ada-lovelace', 'Ада Байрон']) {
      const { error } = (await signIn(home.tab, home.provider, { options: { loginHint } })).state

      expect(JSON.stringify(error?.details)).not.toContain(loginHint)
    }
  })

  it('14.A7: nor one that a refused sign-in brings along, nor the tokens beside an error, nor those before', async () => {
    const code = 'abcdefghijklmnop'
    const home = setUp()
    const url = new URL(await visitProvider(home.tab, home.provider))
    url.searchParams.set('code', code)
    url.searchParams.set('error', 'server_error')
    url.searchParams.set('error_description', `The code ${code} is AADSTS700016`)
    home.tab.goTo(url.href)
    const { error } = await home.tab.auth().ready

    expect(error?.details).toMatchObject({ description: 'The code *** is AADSTS700016' })

    const access_token = 'the-token-of-somebody'
    const renewing = await setUpSignedIn()
    renewing.provider.lie({
      respond: (endpoint, { parameters }) =>
        endpoint === 'token'
          ? Response.json(
              {
                error: 'invalid_grant',
                error_description: `AADSTS700016 ${parameters['refresh_token']} ${access_token}`,
                access_token,
              },
              { status: 400 },
            )
          : undefined,
    })
    await renewing.world.advanceSeconds(400)

    await expect(renewing.auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({
      code: 'refresh-rejected',
      details: { description: 'AADSTS700016 *** ***' },
    })
  })

  it('14.A7: nor the access token of the session, when an error of a renewal names it', async () => {
    const home = setUp()
    home.provider.lie({ accessToken: () => 'the-token-of-somebody' })
    const auth = await signIn(home.tab, home.provider)
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token'
          ? Response.json(
              { error: 'invalid_grant', error_description: 'KC-123 the-token-of-somebody' },
              { status: 400 },
            )
          : undefined,
    })
    await home.world.advanceSeconds(400)

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ details: { description: 'KC-123 ***' } })
  })
})
