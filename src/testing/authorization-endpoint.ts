import { checkDestination, type Refusal, refuseRequest } from './authorization-request.js'
import { resolvePushed } from './par-endpoint.js'
import { type Provider, type ProviderSession, secondsNow, see } from './provider.js'
import { toRandomString } from './randomness.js'
import type { TestUser } from './test-provider-options.js'

/** What the user does at the provider. */
export type Visit = {
  /** Who signs in, by `sub`; whoever is signed in there already, else the first user, unless set. */
  readonly user?: string

  /** The OAuth error the provider sends back in place of a code: `access_denied` for a user who refuses. */
  readonly deny?: string

  /** The scopes the user grants; all that were asked for unless set. */
  readonly scopes?: readonly string[]

  /** The authentication context reached; the first of the requested `acr_values` unless set. */
  readonly acr?: string
}

// RFC 6749 section 4.1.2 allows ten minutes; real providers give about one.
const CODE_LIFETIME_SECONDS = 60

/**
 * Plays a browser that goes to the authorization endpoint, and the user there; resolves with the URL it comes back to.
 * @throws TypeError where a provider shows an error page of its own: wrong address, client or redirect URI.
 */
export async function authorize(provider: Provider, address: string | URL, visit: Visit = {}): Promise<string> {
  const arrived = new URL(address)
  const { href, searchParams } = arrived
  see(provider, { endpoint: 'authorization', method: 'GET', url: href, search: searchParams, headers: new Headers() })
  const url = resolvePushed(provider, arrived)
  const search = new URLSearchParams(url.search)
  checkDestination(provider, url)
  for (const hook of provider.lies.hooks('arrive')) hook(search)

  const refusal = refuseRequest(search, provider.settings) ?? refuseVisit(provider, search, visit)
  if (refusal) return comeBack(provider, search, { error: refusal[0], error_description: refusal[1] })

  const session = signInAtProvider(provider, search, visit)
  return comeBack(provider, search, { code: createCode(provider, session, { search, visit }) })
}

/** Signs a user in at the provider; the session of the same user goes on under its id. */
export function startSession(provider: Provider, user: TestUser, acr?: string): ProviderSession {
  const { session } = provider
  const id = session?.user === user ? session.id : toRandomString()
  provider.session = { id, user, authTimeSeconds: secondsNow(provider), acr }
  return provider.session
}

/**
 * The user with this `sub`; the first one for none.
 * @throws TypeError when there is no such user.
 */
export function findUser({ users }: Provider, sub?: string): TestUser {
  const user = sub === undefined ? users[0] : users.find((candidate) => candidate.sub === sub)
  if (!user) throw new TypeError(`The test provider has no user ${sub}`)
  return user
}

/** Makes somebody known who can sign in, in the place of whoever had this `sub`. */
export function register({ users }: Provider, user: TestUser): TestUser {
  const index = users.findIndex(({ sub }) => sub === user.sub)
  users.splice(index < 0 ? users.length : index, 1, user)
  return user
}

function refuseVisit(provider: Provider, search: URLSearchParams, visit: Visit): Refusal | undefined {
  if (visit.deny) return [visit.deny, `The test provider was told to answer ${visit.deny}`]
  const silent = search.get('prompt') === 'none'
  return silent && !isFresh(provider, search) ? ['login_required', 'The user would have to sign in'] : undefined
}

function signInAtProvider(provider: Provider, search: URLSearchParams, visit: Visit): ProviderSession {
  const acr = visit.acr ?? search.get('acr_values')?.split(' ')[0]
  const { session } = provider
  const silent = search.get('prompt') === 'none'
  const another = visit.user !== undefined && visit.user !== session?.user.sub
  const stays = isFresh(provider, search) && (silent || (!another && (acr === undefined || acr === session?.acr)))
  if (session && stays) return session
  return startSession(provider, findUser(provider, visit.user ?? session?.user.sub), acr)
}

/** Whether the session at the provider, if any, answers the request without another sign-in. */
function isFresh(provider: Provider, search: URLSearchParams): boolean {
  const { session } = provider
  if (!session || search.get('prompt')?.split(' ').includes('login')) return false
  const maxAge = search.get('max_age')
  // OpenID Connect Core 15.1: max_age=0 asks for a new sign-in, like prompt=login.
  return !maxAge || (maxAge !== '0' && secondsNow(provider) - session.authTimeSeconds <= Number(maxAge))
}

function createCode(
  { settings, grants }: Provider,
  { id, user, authTimeSeconds, acr }: ProviderSession,
  { search, visit }: { readonly search: URLSearchParams; readonly visit: Visit },
): string {
  const code = toRandomString()
  const asked = search.get('scope')?.split(' ') ?? []
  const scopes = asked.filter((scope) => scope !== '' && (visit.scopes?.includes(scope) ?? true))
  const { shape, now, refreshTokenSeconds } = settings
  const granted = { ...Object.fromEntries(search), scope: scopes.join(' ') }
  grants.codes.set(code, {
    grant: {
      clientId: settings.clientId,
      user,
      sessionId: id,
      scopes,
      resources: search.getAll(shape.audienceParameter ?? 'resource'),
      nonce: search.get('nonce') ?? '',
      authTimeSeconds,
      acr,
      refreshableUntil: isRefreshable(settings, granted) ? now() + refreshTokenSeconds * 1000 : 0,
      details: search.get('authorization_details') ?? undefined,
      jkt: search.get('dpop_jkt') ?? undefined,
    },
    redirectUri: search.get('redirect_uri') ?? '',
    challenge: search.get('code_challenge') ?? '',
    expiresAt: settings.now() + CODE_LIFETIME_SECONDS * 1000,
  })
  return code
}

/** Whether a sign-in brings a refresh token: for one that asks as this provider wants to be asked. */
function isRefreshable(
  { refreshTokens, shape }: Provider['settings'],
  asked: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(shape.refreshTokenBy)
  return refreshTokens && wanted.every(([name, word]) => asked[name]?.split(' ').includes(word))
}

function comeBack(
  { settings, lies }: Provider,
  search: URLSearchParams,
  result: Readonly<Record<string, string>>,
): string {
  const url = new URL(search.get('redirect_uri') ?? '')
  const state = search.get('state')
  // RFC 9207: errors name their issuer too.
  const parameters = { ...result, ...(state === null ? {} : { state }), iss: settings.issuer }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  for (const hook of lies.hooks('callback')) hook(url)
  return url.href
}
