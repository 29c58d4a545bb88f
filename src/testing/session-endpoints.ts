import { answer, refuse } from './answer.js'
import { guard } from './api-guard.js'
import type { Claims } from './claims.js'
import { decode } from './compact.js'
import { bend } from './lies.js'
import { toNonceHeader } from './proof.js'
import { type Provider, see, toLogoutAddress } from './provider.js'
import type { SeenRequest } from './seen-request.js'
import type { LogoutPage } from './shapes/shape.js'
import { signDraft } from './token-draft.js'
import { refuseClient } from './token-endpoint.js'
import { toUserClaims } from './user-claims.js'

/** Answers userinfo (OpenID Connect Core 5.3). */
export async function answerUserInfo(provider: Provider, request: SeenRequest): Promise<Response> {
  const { lies, settings, keys } = provider
  const guarded = await guard(provider, request, { scopes: ['openid'] })
  if (guarded instanceof Response) return guarded
  const { grant } = guarded
  const hooks = lies.hooks('userInfo').map((hook) => (claims: Claims) => hook(claims, request))
  const headers = toNonceHeader(provider, request.url)
  const claims = await bend(toUserClaims(grant.user, grant.scopes), hooks)
  if (!settings.signedUserInfo) return answer(claims, { headers })
  const { kid, algorithm } = await keys.current()
  const named = { iss: settings.issuer, aud: settings.clientId, ...claims }
  const signed = await signDraft({ header: { alg: algorithm, kid }, claims: named }, keys)
  return new Response(signed, {
    headers: { ...headers, 'Content-Type': 'application/jwt', 'Cache-Control': 'no-store' },
  })
}

/** Answers revocation (RFC 7009): a token that is unknown or another's is a success too. */
export async function answerRevocation(provider: Provider, request: SeenRequest): Promise<Response> {
  const refusal = refuseClient(provider, request)
  if (refusal) return refusal
  const name = request.parameters['token']
  if (!name) return refuse('invalid_request', 'The token is missing')

  const { grants } = provider
  const refreshToken = grants.refreshTokens.get(name)
  // RFC 7009 section 2.1: with the refresh token go the access tokens of the same grant.
  if (refreshToken) grants.revoke((grant) => grant === refreshToken.grant)
  grants.accessTokens.delete(name)
  return new Response(null, { status: 200, headers: { 'Cache-Control': 'no-store' } })
}

/**
 * Plays a browser that goes to the end-session endpoint (RP-Initiated Logout): the session there ends, and what it
 * gave without `offline_access` with it. Returns where the user is sent, or `undefined` if the provider's page keeps them.
 */
export function endSession(provider: Provider, address: string | URL, form?: URLSearchParams): string | undefined {
  const url = new URL(address)
  const search = new URLSearchParams([...url.searchParams, ...(form ?? [])])
  const method = form ? 'POST' : 'GET'
  see(provider, { endpoint: 'end-session', method, url: url.href, search, headers: new Headers() })
  const page = findLogoutPage(provider, url)
  if (!page) throw new TypeError('The provider shows an error page: this is not the end-session endpoint')
  const missing = page.needs.find((name) => !search.has(name))
  if (missing) throw new TypeError(`The provider shows an error page: ${missing} is missing`)
  leaveSession(provider)

  const target = search.get(page.returnBy)
  if (!target || !isClientKnown(provider, search)) return undefined
  if (!provider.settings.postLogoutRedirectUris.includes(target)) return undefined
  const back = new URL(target)
  const state = search.get('state')
  if (state !== null) back.searchParams.set('state', state)
  return back.href
}

function findLogoutPage({ settings, addresses }: Provider, { origin, pathname }: URL): LogoutPage | undefined {
  const { shape } = settings
  const pages = shape.logoutPages.length > 0 ? shape.logoutPages : [{ returnBy: 'post_logout_redirect_uri', needs: [] }]
  return pages.find(({ at }) => {
    const address = at === undefined ? addresses['end-session'] : toLogoutAddress(settings, at)
    return origin + pathname === address
  })
}

function leaveSession(provider: Provider): void {
  const left = provider.session
  provider.session = undefined
  if (!left) return
  provider.grants.revoke(({ sessionId, scopes }) => sessionId === left.id && !scopes.includes('offline_access'))
}

function isClientKnown({ settings }: Provider, search: URLSearchParams): boolean {
  const clientId = search.get('client_id')
  if (clientId !== null) return clientId === settings.clientId
  try {
    return [decode(search.get('id_token_hint') ?? '').claims['aud']].flat().includes(settings.clientId)
  } catch {
    // A hint that cannot be read names no client, like none at all.
    return false
  }
}
