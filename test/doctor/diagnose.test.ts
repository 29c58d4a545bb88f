import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/doctor/diagnose.js'
import type { DoctorOptions } from '../../src/doctor/options.js'
import { toReport } from '../../src/doctor/report.js'
import { createBarePlatform } from '../../src/platform/bare.js'
import { APP, CLIENT_ID, createProviderSite, type SiteFront, type SiteProvider } from '../support/provider-site.js'
import { examine, findRow, toAlarms } from './examination.js'

describe('a provider that does all of it right (17.3)', () => {
  it.each<[what: string, provider: SiteProvider, options: Partial<DoctorOptions>]>([
    ['with all that there is', {}, {}],
    ['another algorithm', { signingAlgorithm: 'ES256' }, {}],
    ['Ed25519 by its older name', { signingAlgorithm: 'EdDSA' }, {}],
    ['RSA-PSS', { signingAlgorithm: 'PS256', ownKeys: true }, {}],
    ['pushed parameters', { requirePar: true }, {}],
    ['proofs', {}, { dpop: true, api: undefined }],
    ['proofs with nonces, and pushed parameters', { dpopNonces: true }, { dpop: true, par: true, api: undefined }],
    ['an issuer with a path', { issuer: 'https://id.example.com/realms/shop' }, {}],
    ['an issuer with a slash', { issuer: 'https://id.example.com/' }, {}],
    [
      'an issuer on this machine',
      { issuer: 'http://localhost:9000', redirectUri: 'http://localhost:5170/' },
      { origin: 'http://localhost:5170' },
    ],
    ['a redirect URI with a path', { redirectUri: `${APP}/callback` }, { redirectUri: '/callback' }],
  ])('has nothing wrong and no warning: %s', async (_, provider, options) => {
    const site = createProviderSite({ ...provider, ...(options.origin && { app: options.origin }) })

    const diagnosis = await examine(site, options)

    expect(toAlarms(diagnosis), toReport(diagnosis)).toEqual([])
    expect(diagnosis.rows.filter(({ verdict }) => verdict === 'not-checked').map(({ id }) => id)).toEqual(
      options.dpop ? ['api'] : ['cors-proof'],
    )
  })

  it('may rotate its keys, and answer to every origin', async () => {
    const front: SiteFront = ({ headers }) => {
      headers.set('access-control-allow-origin', '*')
      headers.delete('vary')
    }
    const site = createProviderSite({ front, ownKeys: true })
    await site.provider.rotateKeys()
    await site.provider.addKey('ES256')

    const diagnosis = await examine(site)

    expect(toAlarms(diagnosis), toReport(diagnosis)).toEqual([])
    expect(findRow(diagnosis, 'vary')).toMatchObject({ verdict: 'ok', found: 'not needed: the same for all' })
  })
})

describe('what is asked (17.3)', () => {
  it('carries the origin of the app, no cookie and nothing that anybody has issued', async () => {
    const site = createProviderSite()
    site.provider.signIn()
    site.provider.endSessions()

    await examine(site)

    const asked = site.provider.requests
    const fetched = asked.filter(({ endpoint }) => endpoint !== 'authorization')
    expect(new Set(asked.map(({ endpoint }) => endpoint))).toEqual(
      new Set(['discovery', 'jwks', 'token', 'userinfo', 'revocation', 'par', 'authorization']),
    )
    expect(fetched.filter(({ headers }) => headers.get('origin') !== APP && headers.has('origin'))).toEqual([])
    expect(asked.filter(({ headers }) => headers.has('cookie'))).toEqual([])
    for (const { parameters } of asked)
      for (const name of ['code', 'token', 'refresh_token'])
        if (parameters[name]) expect(parameters[name]).toMatch(/^latchkey-doctor\.this-is-no-/)
  })

  it('goes to no address that is not safe, though the metadata names it', async () => {
    const site = createProviderSite()
    const asked: string[] = []
    site.provider.lie({
      discovery: (document) => ({
        ...document,
        jwks_uri: 'http://169.254.169.254/keys',
        token_endpoint: 'http://localhost:8080/token',
        userinfo_endpoint: 'file:///etc/passwd',
        revocation_endpoint: 'https://user:password@id.example.com/revoke',
      }),
    })
    const fetch: typeof site.fetch = (input, init) => {
      asked.push(new URL(`${input}`).origin)
      return site.fetch(input, init)
    }

    const diagnosis = await diagnose(
      { issuer: site.issuer, clientId: CLIENT_ID, origin: APP },
      { ...createBarePlatform(), fetch },
    )

    expect(new Set(asked)).toEqual(new Set([site.issuer]))
    expect(findRow(diagnosis, 'endpoints').verdict).toBe('wrong')
  })

  it('waits for no answer longer than it is told, and reads none without an end', async () => {
    const stalling = createProviderSite({ front: () => undefined })
    const started = performance.now()
    const endless = () => new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_536).fill(32)) })
    const fetch: typeof stalling.fetch = async (input, init) => {
      const path = new URL(`${input}`).pathname
      if (path === '/jwks') return new Response(endless())
      if (path === '/authorize') return new Response(endless(), { headers: { 'content-type': 'text/html' } })
      if (path === '/revoke') {
        return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
      }
      return stalling.fetch(input, init)
    }

    const diagnosis = await diagnose(
      { issuer: stalling.issuer, clientId: CLIENT_ID, origin: APP, timeoutSeconds: 1 },
      { ...createBarePlatform(), fetch },
    )

    expect(findRow(diagnosis, 'keys')).toMatchObject({
      verdict: 'wrong',
      found: `too-large at ${stalling.issuer}/jwks`,
    })
    expect(findRow(diagnosis, 'redirect-uri').verdict).toBe('warning')
    expect(findRow(diagnosis, 'revocation')).toMatchObject({ verdict: 'warning', found: 'timeout' })
    // Only a hang would reach it.
    expect(performance.now() - started).toBeLessThan(60_000)
  })

  it('is told apart from a provider that is not there', async () => {
    const fetch = async () => {
      throw new TypeError('fetch failed: getaddrinfo ENOTFOUND')
    }

    const diagnosis = await diagnose(
      { issuer: 'https://id.example.com', clientId: CLIENT_ID, origin: APP, api: 'https://api.example.com/v1/' },
      { ...createBarePlatform(), fetch },
    )

    expect(findRow(diagnosis, 'discovery').found).toMatch(/^unreachable at /)
    expect(toAlarms(diagnosis)).toEqual(['discovery', 'api'])
  })
})

describe('a mock for tests (17.3)', () => {
  it('on this machine is warned of, and nothing of it is wrong', async () => {
    const app = 'http://localhost:5170'
    const site = createProviderSite({ issuer: 'http://localhost:8080', app, refreshTokens: false })
    site.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ access_token: 'a', token_type: 'Bearer', expires_in: 60 }) : undefined,
      callback: ({ searchParams }) => {
        searchParams.delete('error')
        searchParams.set('code', 'of-nobody')
      },
    })

    const diagnosis = await examine(site, { origin: app })

    expect(diagnosis.rows.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
    expect(toAlarms(diagnosis)).toEqual(['client', 'request'])
    expect(findRow(diagnosis, 'refresh-token').verdict).toBe('ok')
  })
})
