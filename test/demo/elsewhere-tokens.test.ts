import { generateKeyPair, SignJWT } from 'jose'
import { createTestProvider, type TestProvider } from 'latchkey/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { byIntrospection, byKeys, byUserInfo } from '../../demo/providers/verifiers.js'
import type { Verifier } from '../../demo/server/access-token.js'
import { readBody } from '../../demo/server/body.js'
import { listen } from '../../demo/server/listen.js'

// How the demo's calendar judges the tokens of other providers: `npm start -- --provider …`.

const CALENDAR = 'http://127.0.0.1:5172/v1/'
const CLIENT = { id: 'calendar-api', secret: 'calendar-secret' }
const CREDENTIALS = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`

type Answer = (request: { readonly credentials: string | undefined; readonly form: URLSearchParams }) => {
  readonly status?: number
  readonly body?: object
}

interface Issuer {
  readonly issuer: string
  readonly provider: TestProvider
}

/** A provider on loopback: its metadata and keys, and what it answers where the calendar asks about a token. */
async function startIssuer(answer: Answer = () => ({ status: 404 }), changes: object = {}): Promise<Issuer> {
  const server = await listen('127.0.0.1', 0)
  onTestFinished(server.close)
  const issuer = server.origin
  const provider = createTestProvider({ issuer, clientId: 'todo-spa', redirectUri: 'http://localhost:5170/' })
  const metadata = {
    issuer,
    jwks_uri: `${issuer}/keys`,
    introspection_endpoint: `${issuer}/ask`,
    userinfo_endpoint: `${issuer}/ask`,
    ...changes,
  }
  server.serve(async (request, response) => {
    const form = new URLSearchParams(await readBody(request))
    const answers: Readonly<Record<string, () => ReturnType<Answer> | Promise<ReturnType<Answer>>>> = {
      '/.well-known/openid-configuration': () => ({ body: metadata }),
      '/keys': async () => ({ body: await provider.keys() }),
      '/ask': () => answer({ credentials: request.headers.authorization, form }),
    }
    const { status = 200, body = {} } = (await answers[request.url ?? '']?.()) ?? { status: 404 }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })
  return { issuer, provider }
}

async function sign({ issuer, provider }: Issuer, changes: object = {}): Promise<string> {
  const [key] = (await provider.keys()).keys
  const now = Math.floor(Date.now() / 1000)
  return provider.sign({
    header: { alg: `${key?.alg}`, kid: key?.kid, typ: 'JWT' },
    claims: {
      iss: issuer,
      sub: 'ada',
      aud: CALENDAR,
      azp: 'todo-spa',
      iat: now,
      exp: now + 300,
      scope: 'openid events.read',
      ...changes,
    },
  })
}

/** Why a token is refused; `undefined` when it is taken. */
async function refusal(verify: Verifier, token: string): Promise<string | undefined> {
  const verdict = await verify(token)
  return verdict.accepted ? undefined : verdict.reason
}

const past = Math.floor(Date.now() / 1000) - 300

describe.each([
  ['Keycloak', byKeys({ claim: 'typ', is: 'Bearer' }), { typ: 'Bearer' }, { typ: 'ID' }],
  ['Auth0', byKeys({ claim: 'nonce', is: undefined }), {}, { nonce: 'of-a-sign-in' }],
])('17.4: the calendar takes an access token of %s', (_, create, ofAccessToken, ofIdToken) => {
  const set = async () => {
    const from = await startIssuer()
    return { from, verify: create({ issuer: from.issuer, audience: CALENDAR, client: CLIENT }) }
  }

  it('that is for it, also beside another API, and reads whose it is and what it allows', async () => {
    const { from, verify } = await set()

    expect(await verify(await sign(from, ofAccessToken))).toMatchObject({
      accepted: true,
      token: { format: 'jwt', userId: 'ada', scopes: ['openid', 'events.read'] },
    })
    expect(await refusal(verify, await sign(from, { ...ofAccessToken, aud: ['account', CALENDAR] }))).toBeUndefined()
  })

  it.each<[string, object, RegExp]>([
    ['that is for another API', { aud: 'https://mail.example.com/' }, /claim aud/],
    ['that is for everything that begins alike', { aud: `${CALENDAR}more` }, /claim aud/],
    ['of another issuer', { iss: 'https://id.example.com' }, /claim iss/],
    ['that is over', { exp: past }, /expired/],
    ['that never ends', { exp: undefined }, /claim exp/],
    ['of nobody', { sub: undefined }, /claim sub/],
  ])('and none %s', async (__, changes, reason) => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { ...ofAccessToken, ...changes }))).toMatch(reason)
  })

  it('and no ID token: neither one for the app, nor one that names the calendar, too', async () => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { ...ofIdToken, aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
    expect(await refusal(verify, await sign(from, { ...ofIdToken, aud: ['todo-spa', CALENDAR] }))).toMatch(
      /another token of our provider/,
    )
  })

  it('and none that another has signed, that nobody has, or that was changed', async () => {
    const { from, verify } = await set()
    const [header = '', claims = '', signature = ''] = (await sign(from, ofAccessToken)).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const changed = Buffer.from(JSON.stringify({ ...decode(claims), sub: 'grace' })).toString('base64url')
    const alg = String(decode(header)['alg'])
    const { privateKey } = await generateKeyPair(alg)
    const foreign = await new SignJWT(decode(claims)).setProtectedHeader({ ...decode(header), alg }).sign(privateKey)

    expect(await refusal(verify, foreign)).toMatch(/signature does not fit/)
    expect(await refusal(verify, `${none}.${claims}.`)).toBeDefined()
    expect(await refusal(verify, `${header}.${changed}.${signature}`)).toMatch(/signature does not fit/)
    expect(await refusal(verify, 'a-reference')).toBeDefined()
  })
})

const decode = (part: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(part, 'base64url').toString())

describe('17.4: the calendar asks Okta about each token', () => {
  const AUDIENCE = 'api://default'
  const good = (issuer: string) => ({
    active: true,
    token_type: 'Bearer',
    iss: issuer,
    aud: [AUDIENCE],
    sub: 'ada',
    scope: 'events.read',
  })
  /** A calendar whose provider says so of every token. */
  const set = async (changes: object = {}, status = 200) => {
    const asked: { credentials: string | undefined; token: string | null }[] = []
    const from = await startIssuer(({ credentials, form }) => {
      asked.push({ credentials, token: form.get('token') })
      return { status, body: { ...good(from.issuer), ...changes } }
    })
    const verify = byIntrospection(AUDIENCE)({ issuer: from.issuer, audience: CALENDAR, client: CLIENT })
    return { from, verify, asked }
  }

  it('by its own name, and takes what is active and for it', async () => {
    const { verify, asked } = await set()

    expect(await verify('okta_1')).toMatchObject({
      accepted: true,
      token: { format: 'reference', userId: 'ada', scopes: ['events.read'] },
    })
    expect(asked).toEqual([{ credentials: CREDENTIALS, token: 'okta_1' }])
  })

  it.each<[string, object]>([
    ['is not active', { active: false }],
    ['is for another API', { aud: ['api://mail'] }],
    ['is for nobody', { aud: undefined }],
    ['is of another authorization server', { iss: 'https://id.example.com/oauth2/mail' }],
    ['is a refresh token', { token_type: 'refresh_token' }],
  ])('and takes none that %s', async (_, changes) => {
    const { verify } = await set(changes)

    expect(await refusal(verify, 'okta_1')).toBeDefined()
  })

  it('and says of an ID token what it is', async () => {
    const { from, verify } = await set({ active: false })

    expect(await refusal(verify, await sign(from, { aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
  })

  it('and takes nothing where it gets no answer', async () => {
    const { verify } = await set({}, 401)

    await expect(verify('okta_1')).rejects.toThrow('Introspection answered 401')
  })
})

describe('17.4: the calendar asks Entra ID whose a token is', () => {
  const set = async (status: number, body: object) => {
    const asked: (string | undefined)[] = []
    const from = await startIssuer(({ credentials }) => {
      asked.push(credentials)
      return { status, body }
    })
    const verify = byUserInfo({ issuer: from.issuer, audience: CALENDAR, client: CLIENT })
    return { from, verify, asked }
  }

  it('and takes it for that user', async () => {
    const { verify, asked } = await set(200, { sub: 'ada' })

    expect(await verify('microsoft_1')).toMatchObject({ accepted: true, token: { userId: 'ada' } })
    expect(asked).toEqual(['Bearer microsoft_1'])
  })

  it('and takes none that the provider refuses, an ID token among them, or of which it names nobody', async () => {
    const refusing = await set(401, { error: 'invalid_token' })
    const nobody = await set(200, { email: 'ada@example.com' })

    expect(await refusal(refusing.verify, 'microsoft_1')).toMatch(/does not take this token/)
    expect(await refusal(refusing.verify, await sign(refusing.from, { aud: 'todo-spa' }))).toMatch(
      /^This is an ID token/,
    )
    expect(await refusal(nobody.verify, 'microsoft_1')).toBeDefined()
  })

  it('and takes nothing where it gets no answer', async () => {
    const { verify } = await set(503, {})

    await expect(verify('microsoft_1')).rejects.toThrow('Userinfo answered 503')
  })
})

describe('17.4: the calendar', () => {
  it('takes no keys of somebody who says to be another', async () => {
    const { issuer, provider } = await startIssuer(undefined, { issuer: 'https://id.example.com' })
    const verify = byKeys({ claim: 'typ', is: 'Bearer' })({ issuer, audience: CALENDAR, client: CLIENT })

    await expect(verify(await sign({ issuer, provider }, { typ: 'Bearer' }))).rejects.toThrow(
      'says that it is https://id.example.com',
    )
  })
})
