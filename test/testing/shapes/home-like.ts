import { createTestProvider, type Like, type TestProvider, type TestProviderOptions } from 'latchkey/testing'
import type { Auth } from '../../../src/auth/auth.js'
import { spell, toBytes } from '../../support/bytes.js'
import { APP, CALENDAR, CLIENT_ID, departure, type Home, setUp, signIn } from '../../support/home.js'
import type { Options } from '../../support/tab.js'

export const EVENTS = `${CALENDAR}events`
export const OFFLINE: readonly string[] = ['openid', 'profile', 'email', 'offline_access']
/** A tenant of Azure AD B2C whose user flow has the issuer that OpenID Connect Discovery wants. */
export const B2C = 'https://contoso.b2clogin.com/tfp/775527ff-9a37-4307-8b3d-cc311f58d925/b2c_1_signupsignin1/v2.0/'

/** A home at a provider that looks like one, and an app that asks for `offline_access`. */
export const setUpLike = (like: Like, auth: Partial<Options> = {}, told: Partial<TestProviderOptions> = {}): Home =>
  setUp({ provider: { ...told, like }, auth: { scopes: OFFLINE, ...auth } })

/** A home signed in, with what its provider answered to token requests. */
export async function setUpSignedInLike(
  ...told: Parameters<typeof setUpLike>
): Promise<Home & { readonly auth: Auth; readonly answers: readonly Readonly<Record<string, unknown>>[] }> {
  const home = setUpLike(...told)
  const answers: Readonly<Record<string, unknown>>[] = []
  home.provider.lie({
    deliver: async (response, { endpoint }) => {
      if (endpoint === 'token') answers.push(await response.clone().json())
      return response
    },
  })
  return { ...home, auth: await signIn(home.tab, home.provider), answers }
}

/** The access token of the first call that reached the calendar. */
export const accessTokenOf = ({ calls }: Pick<Home, 'calls'>): string =>
  `${calls()[0]?.headers.get('authorization')}`.replace('Bearer ', '')

export const addressOf = ({ metadata }: TestProvider, member: string): string => `${metadata[member]}`

/** Where the user comes back to who has no session at the provider, and is not to be asked. */
export async function returnSilently({ tab, provider }: Home): Promise<URLSearchParams> {
  const auth = tab.auth()
  const url = new URL(await departure(tab, () => auth.signIn()))
  url.searchParams.set('prompt', 'none')
  return new URL(await provider.authorize(url)).searchParams
}

/** Sends a refresh token as the app would; gives the status of the answer. */
export async function spend(provider: TestProvider, refreshToken: string | undefined): Promise<number> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: CLIENT_ID,
    refresh_token: `${refreshToken}`,
  })
  return (await provider.fetch(addressOf(provider, 'token_endpoint'), { method: 'POST', body })).status
}

/** Signs in at a provider; gives what redeems the code as a backend does, with a secret. */
export async function redeemWithSecret(
  like: Like,
  parameters: Readonly<Record<string, string>>,
  accept = 'application/json',
): Promise<(changes?: Readonly<Record<string, string>>) => Promise<Response>> {
  const provider = createTestProvider({ like, clientId: CLIENT_ID, redirectUri: `${APP}/` })
  const verifier = 'v'.repeat(43)
  const hash = await crypto.subtle.digest('SHA-256', toBytes(verifier))
  const url = new URL(addressOf(provider, 'authorization_endpoint'))
  const asked = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: `${APP}/`,
    state: 'state',
    code_challenge: spell(hash, 'base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  const code = new URL(await provider.authorize(url)).searchParams.get('code') ?? ''
  return (changes = {}) =>
    provider.fetch(addressOf(provider, 'token_endpoint'), {
      method: 'POST',
      headers: { accept },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        client_secret: 'secret',
        redirect_uri: `${APP}/`,
        code_verifier: verifier,
        code,
        ...changes,
      }),
    })
}
