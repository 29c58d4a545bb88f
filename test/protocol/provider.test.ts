import { describe, expect, it } from 'vitest'
import { discover, toProvider } from '../../src/protocol/discovery.js'
import { toClient, toServer } from '../../src/protocol/parties.js'
import { toldWire } from '../support/told-wire.js'

const ISSUER = 'https://id.example.com'
const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  code_challenge_methods_supported: ['S256'],
}
const HTTPS = { isLoopback: false }

/** What is refused of metadata with these changes, and why. */
const refusal = (changes: object, kind: Parameters<typeof toProvider>[2] = HTTPS) => {
  try {
    toProvider({ ...METADATA, ...changes }, ISSUER, kind)
    return undefined
  } catch (error) {
    const { code, details } = Object(error)
    return `${code}: ${details.endpoint ?? details.feature ?? details.announced}`
  }
}

describe('provider metadata', () => {
  it('is kept as far as it is used, frozen, and no member more', () => {
    const provider = toProvider(
      { ...METADATA, introspection_endpoint: `${ISSUER}/i`, claims_supported: ['sub'] },
      ISSUER,
      HTTPS,
    )

    expect(provider).toEqual({
      ...METADATA,
      authorization_response_iss_parameter_supported: false,
      require_pushed_authorization_requests: false,
      require_signed_request_object: false,
    })
    expect(Object.isFrozen(provider)).toBe(true)
  })

  it.each([`${ISSUER}/`, 'https://ID.example.com', 7, undefined, ''])(
    'is of the configured issuer, letter by letter, and not of %s (section 4.3)',
    (issuer) => {
      expect(refusal({ issuer })).toMatch(/^discovery-issuer-mismatch/)
    },
  )

  it('of another issuer tells no more than 200 letters of it', () => {
    expect(refusal({ issuer: 'x'.repeat(300) })).toBe(`discovery-issuer-mismatch: ${'x'.repeat(200)}`)
  })

  it.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])('has its %s', (endpoint) => {
    expect(refusal({ [endpoint]: undefined })).toBe(`discovery-endpoint: ${endpoint}`)
    expect(refusal({ [endpoint]: null })).toBe(`discovery-endpoint: ${endpoint}`)
  })

  it.each([
    'userinfo_endpoint',
    'revocation_endpoint',
    'end_session_endpoint',
    'pushed_authorization_request_endpoint',
  ])('may lack its %s, and one that is there is safe', (endpoint) => {
    expect(refusal({ [endpoint]: null })).toBeUndefined()
    expect(toProvider({ ...METADATA, [endpoint]: `${ISSUER}/e?a=1` }, ISSUER, HTTPS)).toHaveProperty(
      endpoint,
      `${ISSUER}/e?a=1`,
    )
    for (const unsafe of [
      'javascript:alert(1)',
      'http://id.example.com/',
      `${ISSUER}/#x`,
      `${ISSUER}/#`,
      '/relative',
      7,
      '',
    ]) {
      expect(refusal({ [endpoint]: unsafe })).toBe(`discovery-endpoint: ${endpoint}`)
    }
  })

  it('names loopback hosts only where page and issuer are on one', () => {
    const changes = { revocation_endpoint: 'http://localhost:1/revoke' }

    expect(refusal(changes)).toBe('discovery-endpoint: revocation_endpoint')
    expect(refusal(changes, { isLoopback: true })).toBeUndefined()
  })

  it('without OpenID may lack its keys, and has to announce S256 (RFC 9700 section 2.1.1)', () => {
    const oauth = { isLoopback: false, openid: false }
    const pkce = { code_challenge_methods_supported: undefined }

    expect(refusal({ jwks_uri: undefined }, oauth)).toBeUndefined()
    expect(refusal({ token_endpoint: undefined }, oauth)).toBe('discovery-endpoint: token_endpoint')
    expect(refusal(pkce, oauth)).toBe('discovery-unsupported: S256')
    expect(refusal(pkce)).toBeUndefined()
    expect(refusal({ response_types_supported: undefined }, oauth)).toBeUndefined()
  })

  it.each([
    ['code_challenge_methods_supported', ['plain'], ['plain', 'S256'], 'S256'],
    ['response_types_supported', ['token'], ['token', 'code'], 'code'],
    ['code_challenge_methods_supported', 'S256', ['S256'], 'S256'],
    ['response_types_supported', ['code', 7], ['code'], 'code'],
    ['id_token_signing_alg_values_supported', 'RS256', ['RS256'], 'id_token_signing_alg_values_supported'],
    ['userinfo_signing_alg_values_supported', {}, [], 'userinfo_signing_alg_values_supported'],
    ['dpop_signing_alg_values_supported', [7], ['ES256'], 'dpop_signing_alg_values_supported'],
  ])('lists in %s what is needed: not %j, but %j', (name, hostile, honest, feature) => {
    expect(refusal({ [name]: hostile })).toBe(`discovery-unsupported: ${feature}`)
    expect(refusal({ [name]: honest })).toBeUndefined()
    expect(toProvider({ ...METADATA, [name]: honest }, ISSUER, HTTPS)).toHaveProperty(name, honest)
  })

  it.each(['authorization_response_iss_parameter_supported', 'require_pushed_authorization_requests'])(
    'says with true or false, and nothing else: %s',
    (flag) => {
      expect(refusal({ [flag]: 'true' })).toBe(`discovery-unsupported: ${flag}`)
      expect(toProvider({ ...METADATA, [flag]: true }, ISSUER, HTTPS)).toHaveProperty(flag, true)
      expect(toProvider({ ...METADATA, [flag]: null }, ISSUER, HTTPS)).toHaveProperty(flag, false)
    },
  )

  it('that wants signed requests wants what a public client cannot (RFC 9101 section 10.5)', () => {
    expect(refusal({ require_signed_request_object: true })).toBe(
      'discovery-unsupported: require_signed_request_object',
    )
    expect(refusal({ require_signed_request_object: false })).toBeUndefined()
  })
})

describe('a look for a provider', () => {
  const look = async (respond: () => Response, issuer = ISSUER, openid?: boolean) => {
    const { wire, asked, waits } = toldWire(respond)
    const outcome = await discover(wire, issuer, openid).catch(({ code, details }) => [code, details])
    return { outcome, url: asked[0]?.url, asked, waits }
  }
  const json = (changes: object = {}, status = 200) => Response.json({ ...METADATA, ...changes }, { status })

  it('appends for OpenID, and inserts otherwise, never both (RFC 8414 section 3.1)', async () => {
    const issuer = `${ISSUER}/tenant`
    const metadata = () => json({ issuer })

    expect((await look(metadata, issuer)).url).toBe(`${ISSUER}/tenant/.well-known/openid-configuration`)
    const oauth = await look(metadata, issuer, false)
    expect(oauth.url).toBe(`${ISSUER}/.well-known/oauth-authorization-server/tenant`)
    expect(oauth.asked).toHaveLength(1)
    expect(oauth.outcome).toMatchObject({ issuer, token_endpoint: METADATA.token_endpoint })
  })

  it('waits ten seconds, and no longer', async () => {
    expect((await look(() => json())).waits).toEqual([10_000])
  })

  it('finds what is announced there, of that issuer', async () => {
    expect((await look(() => json())).outcome).toMatchObject(METADATA)
    expect((await look(() => json({ issuer: 'https://evil.example' }))).outcome).toMatchObject([
      'discovery-issuer-mismatch',
      {},
    ])
    expect((await look(() => json({ jwks_uri: undefined }))).outcome).toMatchObject(['discovery-endpoint', {}])
    expect((await look(() => json({ jwks_uri: undefined }), ISSUER, false)).outcome).toMatchObject({ issuer: ISSUER })
  })

  it.each<[string, () => Response, string, string]>([
    ['an outage', () => new Response('', { status: 503 }), 'discovery-unreachable', ''],
    ['another status', () => json({}, 404), 'discovery-invalid', 'status 404'],
    [
      'a page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      'discovery-invalid',
      'type text/html',
    ],
    [
      'rubbish',
      () => new Response('x', { headers: { 'content-type': 'application/json' } }),
      'discovery-invalid',
      'body',
    ],
  ])('finds none in %s', async (_, respond, code, why) => {
    const url = `${ISSUER}/.well-known/openid-configuration`

    expect((await look(respond)).outcome).toEqual([code, why ? { url, why } : { url }])
  })
})

describe('the library', () => {
  const shown = (changes: object) => toServer(toProvider({ ...METADATA, ...changes }, ISSUER, HTTPS))

  it('is never shown an algorithm that proves nothing to a public client (RFC 8725 section 3.1)', () => {
    const all = [
      'none',
      'HS256',
      'RS256',
      'RS384',
      'RS512',
      'PS256',
      'PS384',
      'PS512',
      'ES256',
      'ES384',
      'ES512',
      'EdDSA',
      'Ed25519',
    ]
    const server = shown({ id_token_signing_alg_values_supported: all, userinfo_signing_alg_values_supported: all })

    expect(server.id_token_signing_alg_values_supported).toEqual(all.slice(2))
    expect(server.userinfo_signing_alg_values_supported).toEqual(all.slice(2))
  })

  it('is shown what a provider means that announces none', () => {
    const server = shown({})

    expect(server.id_token_signing_alg_values_supported).toEqual(['RS256'])
    expect(server.userinfo_signing_alg_values_supported).toHaveLength(11)
  })

  it('is told of a public client', () => {
    expect(toClient('app')).toMatchObject({ client_id: 'app' })
  })
})
