import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { toReport } from '../../src/doctor/report.js'
import { APP, CLIENT_ID, createProviderSite } from '../support/provider-site.js'
import { findLeaks } from '../support/redaction.js'
import { examine, findRow, toText } from './examination.js'

describe('what is said (17.3)', () => {
  const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\r\nok  all is well\u202e\u009b31m\u0000'

  it('holds nothing of a provider that a terminal would obey, in the report and in JSON', async () => {
    const site = createProviderSite({
      front: ({ headers }, { path }) => {
        if (path === '/token') headers.set('access-control-allow-origin', `https://x.example\u009b31m`)
        if (path === '/authorize') headers.set('x-frame-options', 'SAMEORIGIN\u009b31m')
      },
    })
    site.provider.lie({
      discovery: (document) => ({
        ...document,
        issuer: `https://id.example.com/${HOSTILE}`,
        end_session_endpoint: `javascript:${HOSTILE}`,
        scopes_supported: ['openid', HOSTILE],
        dpop_signing_alg_values_supported: [HOSTILE],
        id_token_signing_alg_values_supported: ['RS256', HOSTILE],
        response_types_supported: [HOSTILE],
        code_challenge_methods_supported: [HOSTILE],
      }),
      jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, kid: HOSTILE })) }),
      callback: ({ searchParams }) => {
        searchParams.set('error', 'invalid_request')
        searchParams.set('error_description', HOSTILE)
      },
      respond: (endpoint) =>
        endpoint === 'token' || endpoint === 'par'
          ? Response.json({ error: `invalid_client${HOSTILE}`, error_description: HOSTILE }, { status: 400 })
          : undefined,
    })

    const diagnosis = await examine(site)

    const texts = [...diagnosis.rows.flatMap(({ found, set }) => [found, ...set])]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    const obeyed = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/
    expect(texts.filter((text) => obeyed.test(text))).toEqual([])
    expect(diagnosis.createAuth.split('\n').filter((text) => obeyed.test(text))).toEqual([])
    expect(findRow(diagnosis, 'keys').found).toContain('U+001B]0;ownedU+0007')
  })

  it('holds nothing that was sent or received as a secret', async () => {
    const site = createProviderSite()
    const secrets = new Map<string, string>()
    site.provider.signIn()
    site.provider.lie({
      callback: ({ searchParams }) => void secrets.set(searchParams.get('code') ?? '', 'a code'),
      tokenResponse: (body) => body,
      respond: (endpoint, { parameters }) => {
        if (endpoint !== 'token') return undefined
        const token = 'eyJhbGciOiJSUzI1NiJ9.c29tZWJvZHktZWxzZQ.c2lnbmF0dXJl'
        secrets.set(token, 'a token').set(parameters['code_verifier'] ?? '', 'a verifier')
        return Response.json({
          access_token: token,
          refresh_token: `${token}2`,
          token_type: 'Bearer',
          error_description: `${token} ${parameters['code_verifier']}`,
        })
      },
    })

    const diagnosis = await examine(site)

    for (const { parameters } of site.provider.requests)
      for (const name of ['state', 'nonce', 'code_challenge']) secrets.set(parameters[name] ?? '', name)
    expect(secrets.size).toBeGreaterThan(5)
    expect(findRow(diagnosis, 'client')).toMatchObject({ verdict: 'wrong', found: 'tokens for a made-up code' })
    expect(findLeaks(JSON.stringify(diagnosis) + toReport(diagnosis), secrets)).toEqual([])
  })

  it.each([
    ['https://shop.eu.auth0.com/', 'Auth0', 'Allowed Callback URLs', 'Single Page Application'],
    ['https://shop.okta.com/oauth2/default', 'Okta', 'Sign-in redirect URIs', 'Client authentication: None'],
    ['https://login.microsoftonline.com/9188040d/v2.0', 'Entra ID', 'Single-page application', 'from Web to'],
    ['https://shop.ciamlogin.com/9188040d/v2.0', 'Entra External ID', 'Single-page application', 'from Web to'],
    ['https://shop.b2clogin.com/9188040d/v2.0/', 'Azure AD B2C', 'Single-page application', 'from Web to'],
    ['https://accounts.google.com', 'Google', 'Authorized redirect URIs', 'without its secret'],
    ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a', 'Cognito', 'Allowed callback URLs', 'App clients'],
    ['https://id.example.com/realms/shop', 'Keycloak', 'Valid redirect URIs', 'Client authentication: Off'],
    ['https://id.example.com', 'the provider', 'register exactly', 'no secret'],
  ])('is in the words of the console of %s', async (issuer, name, redirectUri, publicClient) => {
    const site = createProviderSite({ issuer })
    const redirect = await examine(site, { redirectUri: '/callback', api: undefined })
    site.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ error: 'invalid_client' }, { status: 401 }) : undefined,
    })

    const client = await examine(site, { api: undefined })

    expect(redirect.provider).toBe(name)
    expect(toText(findRow(redirect, 'redirect-uri'))).toMatch(new RegExp(`${redirectUri}.*: ${APP}/callback`))
    expect(toText(findRow(client, 'client'))).toMatch(new RegExp(`${publicClient}.*: ${CLIENT_ID}`))
  })
})

describe('the call of createAuth (17.3)', () => {
  const AUTH0 = 'https://shop.eu.auth0.com/'
  const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a'

  it('fits what was found, and compiles as the strictest of apps would', async () => {
    const silent = createProviderSite({ issuer: AUTH0 })
    silent.provider.lie('no-logout-page')
    const pool = createProviderSite({ issuer: COGNITO })
    pool.provider.lie('no-logout-page')
    const slash = createProviderSite()
    slash.provider.lie({ discovery: (document) => ({ ...document, issuer: `${slash.issuer}/` }) })
    const foreign = createProviderSite()
    foreign.provider.lie({ discovery: (document) => ({ ...document, issuer: 'https://evil.example' }) })
    const calls = {
      plain: (await examine(createProviderSite({ refreshTokens: false }), { api: undefined })).createAuth,
      auth0: (await examine(silent, { redirectUri: '/callback', dpop: true, par: true, api: undefined })).createAuth,
      cognito: (await examine(pool, {})).createAuth,
      google: (await examine(createProviderSite({ issuer: 'https://accounts.google.com' }), {})).createAuth,
      slash: (await examine(slash, {})).createAuth,
      foreign: (await examine(foreign, {})).createAuth,
      quoted: (await examine(createProviderSite({ clientId: "it's\\a\nclient" }), { clientId: "it's\\a\nclient" }))
        .createAuth,
    }

    expect(calls.plain).toContain("issuer: 'https://id.example.com',\n  clientId: 'todo-spa',\n})")
    expect(calls.auth0).toContain(`redirectUri: '${APP}/callback',`)
    expect(calls.auth0).toContain(
      "scopes: ['openid', 'profile', 'email', 'offline_access'],\n  dpop: true,\n  par: true,",
    )
    expect(calls.auth0).toContain(
      `endSession: { url: 'https://shop.eu.auth0.com/v2/logout', params: { returnTo: '${APP}/callback' } },`,
    )
    expect(calls.cognito).toContain(`/logout', params: { logout_uri: '${APP}/' } },`)
    expect(calls.cognito).not.toContain('offline_access')
    expect(calls.google).toContain("authorizationParams: { access_type: 'offline' },")
    expect(calls.slash).toContain("issuer: 'https://id.example.com/',")
    expect(calls.foreign).toContain("issuer: 'https://id.example.com',")
    expect(calls.cognito).toContain("apis: { api: { url: 'https://cognito-idp.eu-west-1.amazonaws.com/v1/events' } },")
    expect(typecheck({ ...calls, wrong: calls.plain.replace('clientId', 'clientID') })).toEqual([
      expect.stringMatching(/wrong\.ts\(.*clientID/),
    ])
  })
})

/** What the compiler says to these files. */
function typecheck(files: Readonly<Record<string, string>>): readonly string[] {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.ts`), text)
  const settings = {
    extends: resolve('test/tsconfig.json'),
    compilerOptions: { rootDir: resolve('.'), moduleDetection: 'force' },
    include: [],
    files: Object.keys(files).map((name) => `${name}.ts`),
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const compiler = resolve('node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line && !line.startsWith(' '))
}
