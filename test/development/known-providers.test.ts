import { describe, expect, it } from 'vitest'
import { API, ORIGIN, told } from '../support/developer.js'
import { departure, type Home, setUp, signIn } from '../support/home.js'
import type { Options } from '../support/tab.js'

// What a provider of many apps cannot do, or wants to be set otherwise, and the sentence that helps.

const OFFLINE = ['openid', 'profile', 'email', 'offline_access']
const B2C_TFP = 'https://contoso.b2clogin.com/tfp/775527ff-9a37-4307-8b3d-cc311f58d925/b2c_1_signupsignin1/v2.0/'
const B2C = 'https://contoso.b2clogin.com/contoso.onmicrosoft.com/b2c_1_signupsignin1/v2.0'

type Told = NonNullable<Parameters<typeof setUp>[0]>
const setUpLike = (provider: NonNullable<Told['provider']>, auth: Partial<Options> = {}): Home =>
  setUp({
    origin: ORIGIN,
    provider,
    auth: { scopes: OFFLINE, apis: { calendar: { url: API, scopes: ['events.read'] } }, ...auth },
  })

describe('16.5 the console at a provider like', () => {
  it('Google: only a backend can redeem a code', async () => {
    const home = setUpLike({ like: 'google' })
    await signIn(home.tab, home.provider)

    const text = await told(home, 'token-refused')
    expect(text).toMatch(/client_secret is missing/)
    expect(text).toMatch(/demands a secret .*a browser cannot keep one.*\(Google\) only a backend can redeem the code/)
    expect(text).not.toMatch(/grant type authorization_code/)
  })

  it('GitHub: no answer of the token endpoint can be read', async () => {
    const { provider } = setUpLike({ like: 'github' })
    const home = setUpLike(
      { like: 'github' },
      { openid: false, scopes: [], issuer: provider.metadata as Options['issuer'] },
    )
    await signIn(home.tab, home.provider)

    const text = await told(home, 'token-unreachable')
    expect(text).toMatch(/no readable answer\. Most often the answer has no CORS header/)
    expect(text).toMatch(/GitHub .*a backend/)
  })

  it('Microsoft Entra ID: "common" is no issuer', async () => {
    const home = setUpLike({ like: 'entra', issuer: 'https://login.microsoftonline.com/common/v2.0' })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })

    const text = await told(home, 'discovery-issuer-mismatch')
    expect(text).toMatch(/a placeholder that the provider has not filled in/)
    expect(text).toMatch(/Name one tenant in issuer\. .* \(Entra: common\)/)
  })

  it('Microsoft Entra ID: tokens are not revoked', async () => {
    const home = setUpLike({ like: 'entra' })
    const auth = await signIn(home.tab, home.provider)
    await departure(home.tab, () => auth.signOut())

    expect(await told(home, 'no-revocation')).toMatch(/has no revocation_endpoint/)
  })

  it('Microsoft Entra ID: a session of 24 h is over, and whose lifetime it was', async () => {
    const home = setUpLike({ like: 'entra' })
    const auth = await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(25 * 3600)
    await expect(auth.fetch(`${API}events`)).rejects.toMatchObject({ code: 'refresh-rejected' })

    expect(await told(home, 'refresh-rejected')).toMatch(/AADSTS700084.*look at the lifetimes of refresh token/s)
  })

  it('Azure AD B2C: its metadata do not lie below its issuer, and the announced one is not what to set', async () => {
    const home = setUpLike({ like: 'entra-b2c' }, { issuer: B2C })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })

    const text = await told(home, 'discovery-issuer-mismatch')
    expect(text).toMatch(/set the issuer \(iss\) claim to the form with \/tfp\//)
    expect(text).not.toContain("Set issuer: 'https://contoso.b2clogin.com/775527ff")
  })

  it('Azure AD B2C: without a scope of an API there is no access token', async () => {
    const home = setUpLike({ like: 'entra-b2c', issuer: B2C_TFP }, { apis: {} })
    await signIn(home.tab, home.provider)

    const text = await told(home, 'token-invalid')
    expect(text).toMatch(/must hold access_token/)
    expect(text).toMatch(/Azure AD B2C gives one only with a scope of an API/)
  })

  it('Auth0: the issuer has its slash', async () => {
    const home = setUpLike({ like: 'auth0' }, { issuer: 'https://acme.eu.auth0.com' })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })

    expect(await told(home, 'discovery-issuer-mismatch')).toMatch(
      /the trailing slash.*Set issuer: 'https:\/\/acme\.eu\.auth0\.com\/'/s,
    )
  })

  it.each(['auth0', 'okta', 'entra', 'zitadel', 'ping'] as const)('%s: offline_access is missing', async (like) => {
    const home = setUpLike({ like }, { scopes: ['openid'], audiences: ['69234237810729019'] })
    await signIn(home.tab, home.provider)

    expect(await told(home, 'no-refresh-token')).toMatch(/Set scopes: \['openid', 'offline_access'\]/)
  })

  it('ZITADEL: the project is an audience to be named', async () => {
    const home = setUpLike({ like: 'zitadel' })
    await signIn(home.tab, home.provider)

    expect(await told(home, 'id-token-claim')).toMatch(/set audiences: \['69234237810729019'\]/)
  })

  it('ZITADEL: name and mail are at userinfo', async () => {
    const home = setUpLike({ like: 'zitadel' }, { audiences: ['69234237810729019'] })
    await signIn(home.tab, home.provider)

    expect(await told(home, 'claims-missing')).toMatch(/set userInfo: true/)
  })

  it.each(['google', 'entra', 'entra-b2c', 'cognito', 'zitadel'] as const)('%s: no DPoP', async (like) => {
    const home = setUpLike({ like, ...(like === 'entra-b2c' && { issuer: B2C_TFP }) }, { dpop: true })
    await departure(home.tab, () => home.tab.auth().signIn())

    expect(await told(home, 'dpop-unannounced')).toMatch(/Leave dpop away/)
  })
})
