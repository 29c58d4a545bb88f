import {
  type Answer,
  type Asked,
  json,
  LOGIN,
  loginPage,
  personOf,
  type Routes,
  random,
  redirect,
  serve,
  toSessionCookie,
} from './own/server.js'
import { answerToken, createKeys, type Known, type Setup } from './own/sloppy-tokens.js'
import type { Person, ProviderKind } from './provider.js'

/**
 * Leaves out whatever the specifications leave to it, and is odd where they allow it. It knows of no PKCE, names no lifetime and no
 * scope, gives its keys no names, counts in fractions of a second, and renews with what it gave first.
 */
export const sloppy: ProviderKind = {
  name: 'a sloppy one',
  file: 'sloppy.ts',
  remark: 'Written here from the specifications: it leaves out whatever they let a provider leave out.',
  async boot(app) {
    const server = await serve('sloppy')
    const issuer = `${server.origin}/tenants/one/`
    const known = new Map<string, Known>()
    const keys = await createKeys()
    server.answer(toRoutes({ issuer, origin: server.origin, known, keys }), {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': '*',
    })
    return {
      issuer,
      clientId: 'spa',
      options: { scopes: ['openid'] },
      another: 'login',
      registered: { client_id: 'spa', redirect_uris: app.redirectUris },
      pages: [LOGIN],
      claimsOf: async (token) => {
        const found = known.get(token)
        return found && { sub: found.person.login }
      },
      close: server.close,
    }
  },
}

function toRoutes(setup: Setup): Routes {
  const { issuer, origin, known, keys } = setup
  return {
    'GET /tenants/one/.well-known/openid-configuration': () =>
      json(200, {
        issuer,
        authorization_endpoint: `${origin}/authorize?realm=one`,
        token_endpoint: `${origin}/token`,
        jwks_uri: `${origin}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        'x-odd': null,
      }),
    'GET /keys': () => ({
      ...json(200, keys.set),
      headers: { 'Content-Type': 'application/jwk-set+json; charset=utf-8' },
    }),
    'GET /authorize': (asked) => answerAuthorization(asked, known),
    'POST /login': (asked) => {
      const person = personOf(asked)
      if (!person) return json(401, {})
      const session = random()
      known.set(session, { person })
      const back = new URLSearchParams(asked.form.get('back') ?? '')
      return toReturn(back, {
        person,
        known,
        headers: toSessionCookie('sloppy', session),
      })
    },
    'POST /token': (asked) => answerToken(asked, setup),
  }
}

function answerAuthorization({ query, session }: Asked, known: Setup['known']): Answer {
  const person = session === undefined ? undefined : known.get(session)?.person
  const prompt = query.get('prompt')
  if (person && prompt !== 'login') return toReturn(query, { person, known })
  if (prompt !== 'none') return loginPage({ back: query.toString() })
  const address = new URL(query.get('redirect_uri') ?? '')
  address.searchParams.set('error', 'login_required')
  address.searchParams.set('state', query.get('state') ?? '')
  return redirect(address)
}

interface Returning {
  readonly person: Person
  readonly known: Setup['known']
  readonly headers?: Answer['headers']
}

/** Sends back with more than was asked for: unknown parameters are to be ignored (RFC 6749 section 4.1.2). */
function toReturn(query: URLSearchParams, { person, known, headers }: Returning): Answer {
  const code = `${random()}/+=~.`
  known.set(code, { person, nonce: query.get('nonce') ?? undefined })
  const address = new URL(query.get('redirect_uri') ?? '')
  for (const [name, value] of [
    ['state', query.get('state') ?? ''],
    ['session_state', `${random()}.${random()}`],
    ['code', code],
    ['authuser', '0'],
  ] as const)
    address.searchParams.append(name, value)
  return redirect(address, headers)
}
