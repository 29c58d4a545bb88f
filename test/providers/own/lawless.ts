import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { App, Person, Running } from '../provider.js'
import {
  type Answer,
  type Asked,
  json,
  LOGIN,
  loginPage,
  personOf,
  random,
  redirect,
  secondsNow,
  serve,
  toSessionCookie,
} from './server.js'

/** What the provider does to an answer that was right. */
export interface Breach {
  readonly callback?: (address: URL) => void
  readonly claims?: (claims: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  /** The key that the ID token is signed with, and how. */
  readonly signer?: { readonly alg: string; readonly key: Uint8Array | CryptoKey }
  readonly token?: (answer: Answer) => Answer
  readonly userInfo?: (claims: Readonly<Record<string, unknown>>) => object
}

export interface Lawless extends Running {
  /** From here on does one thing that the specifications forbid; or none. */
  breach(how: Breach): void
}

interface Code {
  readonly person: Person
  readonly nonce: string | null
}

/** Keeps to the specifications but for one thing at a time, which they forbid. Nothing else is wrong, so that nothing else is refused. */
export async function bootLawless(app: App): Promise<Lawless> {
  const server = await serve('lawless')
  const issuer = server.origin
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const known = new Map<string, Code>()
  let breach: Breach = {}
  const give = (person: Person, back: URLSearchParams, headers: Answer['headers'] = {}) => {
    const code = random()
    known.set(code, { person, nonce: back.get('nonce') })
    const address = new URL(back.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries({ code, state: back.get('state') ?? '', iss: issuer }))
      address.searchParams.set(name, value)
    breach.callback?.(address)
    return redirect(address, headers)
  }
  const answerToken = async ({ form }: Asked): Promise<Answer> => {
    const found = known.get(form.get('code') ?? '')
    if (!found) return json(400, { error: 'invalid_grant' })
    const now = secondsNow()
    const claims = { iss: issuer, sub: found.person.login, aud: 'spa', nonce: found.nonce, iat: now, exp: now + 300 }
    const { alg, key } = breach.signer ?? { alg: 'ES256', key: privateKey }
    const idToken = await new SignJWT(breach.claims?.(claims) ?? claims).setProtectedHeader({ alg }).sign(key)
    const token = random()
    known.set(token, found)
    const answer = json(200, { access_token: token, token_type: 'Bearer', expires_in: 300, id_token: idToken })
    return breach.token?.(answer) ?? answer
  }
  server.answer(
    {
      'GET /.well-known/openid-configuration': () => json(200, toMetadata(issuer)),
      'GET /jwks': async () => json(200, { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] }),
      'GET /authorize': ({ query, session = '' }) => {
        const here = known.get(session)
        return here ? give(here.person, query) : loginPage({ back: query.toString() })
      },
      'POST /login': (asked) => {
        const person = personOf(asked)
        if (!person) return { status: 403 }
        const session = random()
        known.set(session, { person, nonce: null })
        const back = new URLSearchParams(asked.form.get('back') ?? '')
        return give(person, back, toSessionCookie('lawless', session))
      },
      'POST /token': answerToken,
      'GET /userinfo': ({ header }) => {
        const found = known.get((header('authorization') ?? '').replace('Bearer ', ''))
        const claims = { sub: found?.person.login, name: found?.person.name }
        return found ? json(200, breach.userInfo?.(claims) ?? claims) : { status: 401 }
      },
    },
    { 'Access-Control-Allow-Origin': app.origin, 'Access-Control-Allow-Headers': 'Authorization' },
  )
  return {
    issuer,
    clientId: 'spa',
    options: { scopes: ['openid', 'profile'], userInfo: true },
    registered: { client_id: 'spa', redirect_uris: app.redirectUris },
    pages: [LOGIN],
    breach: (how) => {
      breach = how
    },
    close: server.close,
  }
}

const toMetadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
})
