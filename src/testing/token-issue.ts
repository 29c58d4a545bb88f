import { answer } from './answer.js'
import type { Claims } from './claims.js'
import type { Grant } from './grants.js'
import { bend } from './lies.js'
import { toNonceHeader } from './proof.js'
import { type Provider, secondsNow } from './provider.js'
import { toRandomString } from './randomness.js'
import type { SeenRequest } from './seen-request.js'
import { change } from './shapes/shape.js'
import { signDraft, type TokenDraft, toAccessTokenHash } from './token-draft.js'
import { toUserClaims } from './user-claims.js'

/** What one token answer is to contain. */
export type TokenIssue = {
  readonly grant: Grant
  readonly scopes: readonly string[]
  readonly audience: readonly string[]
  readonly refreshToken: string | undefined

  /** The key that the access token is bound to; a bearer token without. */
  readonly jkt: string | undefined

  /** The nonce of the sign-in; none on a refresh (OpenID Connect Core 12.2). */
  readonly nonce: string | undefined
}

/** Makes the tokens and the answer that carries them (RFC 6749 section 5.1). */
export async function issueTokens(provider: Provider, request: SeenRequest, issue: TokenIssue): Promise<Response> {
  const accessToken = await bend(await createAccessToken(provider, issue), provider.lies.hooks('accessToken'))
  const { accessTokenSeconds, now } = provider.settings
  const { grant, scopes, audience, refreshToken, jkt } = issue
  const expiresAt = now() + accessTokenSeconds * 1000
  if (!provider.grants.isRevoked(grant)) {
    provider.grants.accessTokens.set(accessToken, { grant, jkt, scopes, audience, expiresAt })
  }

  const body: Claims = {
    access_token: accessToken,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: accessTokenSeconds,
    scope: scopes.join(' '),
    ...(grant.details && { authorization_details: JSON.parse(grant.details) }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(provider.settings.openid && { id_token: await createIdToken(provider, request, { ...issue, accessToken }) }),
  }
  const hooks = provider.lies.hooks('tokenResponse').map((hook) => (told: Claims) => hook(told, request))
  return answer(await bend(body, hooks), { headers: toNonceHeader(provider, request.url) })
}

async function createAccessToken(provider: Provider, { grant, scopes, audience, jkt }: TokenIssue): Promise<string> {
  const { settings, keys } = provider
  const { accessTokenFormat, shape } = settings
  const isUnnamed = shape.audienceParameter !== undefined && grant.resources.length === 0
  if (accessTokenFormat === 'opaque' || isUnnamed) return toRandomString()
  const { kid, algorithm } = await keys.current()
  const iat = secondsNow(provider)
  const claims = {
    iss: settings.issuer,
    sub: grant.user.sub,
    aud: audience.length === 1 ? audience[0] : audience,
    client_id: grant.clientId,
    iat,
    exp: iat + settings.accessTokenSeconds,
    auth_time: grant.authTimeSeconds,
    jti: toRandomString(),
    scope: scopes.join(' '),
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
    ...(jkt === undefined ? {} : { cnf: { jkt } }),
  }
  const header = { alg: algorithm, kid, typ: 'at+jwt' }
  return signDraft({ header, claims: change(claims, shape.accessToken) }, keys)
}

async function createIdToken(
  provider: Provider,
  request: SeenRequest,
  { accessToken, ...issue }: TokenIssue & { readonly accessToken: string },
): Promise<string> {
  const { lies, keys } = provider
  const { kid, algorithm } = await keys.current()
  const atHash = await toAccessTokenHash(accessToken, algorithm)
  const honest: TokenDraft = {
    header: { alg: algorithm, kid, typ: 'JWT' },
    claims: { ...toIdTokenClaims(provider, issue), at_hash: atHash },
  }
  const changes = lies.hooks('idToken').map((hook) => (token: TokenDraft) => hook(token, request))
  const told = await bend(honest, changes)

  // A lie about the algorithm alone must stay a lie about the algorithm alone: the hash follows it.
  const lying = String(told.header['alg'])
  const follows = told.claims['at_hash'] === atHash && lying !== algorithm && lying !== 'none'
  const draft = follows
    ? { ...told, claims: { ...told.claims, at_hash: await toAccessTokenHash(accessToken, lying) } }
    : told
  const hooks = lies.hooks('sign').map((hook) => (signed: string) => hook(signed, draft))
  return bend(await signDraft(draft, keys), hooks)
}

function toIdTokenClaims(provider: Provider, { grant, nonce }: TokenIssue): Claims {
  const { settings } = provider
  const iat = secondsNow(provider)
  return {
    ...toUserClaims(grant.user, grant.scopes),
    iss: settings.issuer,
    aud: grant.clientId,
    iat,
    exp: iat + settings.idTokenSeconds,
    auth_time: grant.authTimeSeconds,
    amr: ['pwd'],
    sid: grant.sessionId,
    ...(nonce === undefined ? {} : { nonce }),
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
  }
}
