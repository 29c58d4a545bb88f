import type { ProviderMetadata } from 'latchkey'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.js'
import { departure, ISSUER, setUp, signIn } from '../support/home.js'

const METADATA: ProviderMetadata = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  code_challenge_methods_supported: ['S256'],
}

describe('an issuer that is provider metadata', () => {
  it('signs in without discovery', async () => {
    const { tab, provider, seen } = setUp({ auth: { issuer: METADATA } })

    const auth = await signIn(tab, provider)

    expect(auth.state.user?.name).toBe('Ada Lovelace')
    expect(seen('discovery')).toEqual([])
  })

  it('14.A1 may say null for what is not there', async () => {
    const nothing = { revocation_endpoint: null, userinfo_signing_alg_values_supported: null }
    const issuer = { ...METADATA, ...nothing } as unknown as ProviderMetadata
    const { tab, provider } = setUp({ auth: { issuer } })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it.each<[string, Partial<Record<string, unknown>>, ErrorCode]>([
    [
      'a script in place of the authorization endpoint',
      { authorization_endpoint: 'javascript:alert(1)' },
      'discovery-endpoint',
    ],
    ['an endpoint in the clear', { token_endpoint: 'http://id.example.com/token' }, 'discovery-endpoint'],
    ['no keys', { jwks_uri: undefined }, 'discovery-endpoint'],
    ['no S256', { code_challenge_methods_supported: ['plain'] }, 'discovery-unsupported'],
    ['a list that is none', { response_types_supported: 'code' }, 'discovery-unsupported'],
  ])('is checked as a discovered document is: %s (R-D05, R-D08)', async (_, changes, code) => {
    const { tab, world } = setUp({ auth: { issuer: { ...METADATA, ...changes } as ProviderMetadata } })

    await expect(tab.auth().signIn()).rejects.toMatchObject({ code })
    expect(tab.departures).toEqual([])
    expect(world.network.sent).toEqual([])
  })

  it.each(['http://id.example.com', 'https://id.example.com/?x', '', undefined])(
    'whose own issuer is %s is a mistake at once',
    (issuer) => {
      expect(() => setUp({ auth: { issuer: { ...METADATA, issuer } as ProviderMetadata } }).tab.auth()).toThrow(
        TypeError,
      )
    },
  )

  it('is copied: what the app changes afterwards leads nobody elsewhere', async () => {
    const metadata = { ...METADATA }
    const { tab } = setUp({ auth: { issuer: metadata } })
    const auth = tab.auth()
    Object.assign(metadata, { authorization_endpoint: 'https://evil.example.com/authorize' })

    expect(new URL(await departure(tab, () => auth.signIn())).origin).toBe(ISSUER)
  })
})

describe('a sign-in that asks for more', () => {
  it('is told what was granted in detail, and over a reload (R-X06)', async () => {
    const { tab, provider } = setUp()
    const wanted = [{ type: 'payment', amount: 5 }, { type: 'account' }]
    provider.lie({ tokenResponse: (body) => ({ ...body, authorization_details: [{ type: 'payment', amount: 3 }] }) })
    await signIn(tab, provider, { options: { authorizationDetails: wanted } })
    tab.reload()
    const auth = tab.auth()
    await auth.ready

    expect(await auth.inspect()).toMatchObject({ authorizationDetails: [{ type: 'payment', amount: 3 }] })
  })

  it.each([[{}], ['payment'], [[{ amount: 3 }]], [[null]], [[{ type: 1 }]]])(
    'takes no details that are none: %j (R-X06)',
    async (authorization_details) => {
      const { tab, provider } = setUp()
      provider.lie({ tokenResponse: (body) => ({ ...body, authorization_details }) })

      expect((await signIn(tab, provider)).state).toMatchObject({
        error: { code: 'token-invalid', details: { why: 'authorization_details' } },
      })
    },
  )

  it('sends claims and authorization details as JSON, each once (R-A19, R-X06)', async () => {
    const { tab } = setUp()
    const auth = tab.auth()
    const claims = { id_token: { email: { essential: true } } }
    const authorizationDetails = [{ type: 'payment', amount: '1.00 €' }]

    const { searchParams } = new URL(await departure(tab, () => auth.signIn({ claims, authorizationDetails })))

    expect(searchParams.getAll('claims').map((text) => JSON.parse(text))).toEqual([claims])
    expect(searchParams.getAll('authorization_details').map((text) => JSON.parse(text))).toEqual([authorizationDetails])
  })

  it.each([{ claims: [] as never }, { claims: 'x' as never }, { authorizationDetails: [{}] as never }])(
    'with %j is a mistake at once',
    async (options) => {
      await expect(setUp().tab.auth().signIn(options)).rejects.toThrow(TypeError)
    },
  )
})
