import { createHash, randomBytes } from 'node:crypto'

const CODE_SECONDS = 60

/** What an app asks to be allowed. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** Of PKCE, S256 (RFC 7636). */
  readonly challenge: string
  readonly state: string | undefined
}

/** What somebody has allowed an app to do. */
export interface Grant extends Pick<AuthorizationRequest, 'clientId' | 'scopes'> {
  readonly accountId: string
}

/** An answer of the token endpoint (RFC 6749, section 5). */
export type TokenResponse =
  | {
      readonly access_token: string
      readonly token_type: 'Bearer'
      readonly expires_in: number
      readonly refresh_token: string
      readonly scope: string
    }
  | { readonly error: 'invalid_grant' }

export interface Authorizations {
  /** The code for what somebody has allowed. */
  allow(request: AuthorizationRequest, accountId: string): string
  redeem(
    code: string,
    given: Pick<AuthorizationRequest, 'clientId' | 'redirectUri'> & { readonly verifier: string },
  ): TokenResponse
  renew(refreshToken: string, clientId: string): TokenResponse
  /** What an access token is good for; `undefined` for anything else, and for one that is over. */
  find(accessToken: string): Grant | undefined
  /** Ends what a token belongs to, whichever kind it is (RFC 7009). */
  revoke(token: string, clientId: string): void
  /** What somebody has allowed that is not over. */
  of(accountId: string): readonly Grant[]
  /** Ends all that somebody has allowed an app. */
  takeBack(accountId: string, clientId: string): void
}

/** Something handed out, and whether it has been used. Times in milliseconds since the epoch. */
interface Ticket {
  readonly grant: Grant
  readonly expiresAt: number
  isSpent: boolean
}

/** What was allowed and what was handed out for it, in memory: codes, access tokens and refresh tokens are random strings. */
export function createAuthorizations(accessTokenSeconds: () => number): Authorizations {
  const standing = new Set<Grant>()
  const codes = new Map<string, Ticket & { readonly request: AuthorizationRequest }>()
  const accessTokens = new Map<string, Ticket>()
  const refreshTokens = new Map<string, Ticket>()

  const isGood = (ticket: Ticket | undefined): ticket is Ticket =>
    ticket !== undefined && standing.has(ticket.grant) && ticket.expiresAt > Date.now()

  /** Takes a ticket once. Whoever brings one that is spent has stolen it, or it was stolen from them: all of its grant ends. */
  function spend(ticket: Ticket | undefined): Grant | undefined {
    if (!isGood(ticket)) return undefined
    if (ticket.isSpent) standing.delete(ticket.grant)
    if (ticket.isSpent) return undefined
    ticket.isSpent = true
    return ticket.grant
  }

  function handOut(grant: Grant): TokenResponse {
    const seconds = accessTokenSeconds()
    const [access, refresh] = [toRandom(), toRandom()]
    accessTokens.set(access, { grant, expiresAt: Date.now() + seconds * 1000, isSpent: false })
    refreshTokens.set(refresh, { grant, expiresAt: Number.POSITIVE_INFINITY, isSpent: false })
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: seconds,
      refresh_token: refresh,
      scope: grant.scopes.join(' '),
    }
  }

  return {
    allow(request, accountId) {
      const { clientId, scopes } = request
      const grant = { accountId, clientId, scopes }
      standing.add(grant)
      const code = toRandom()
      codes.set(code, { grant, request, expiresAt: Date.now() + CODE_SECONDS * 1000, isSpent: false })
      return code
    },
    redeem(code, { clientId, redirectUri, verifier }) {
      const ticket = codes.get(code)
      const isTheirs =
        ticket?.request.clientId === clientId &&
        ticket.request.redirectUri === redirectUri &&
        ticket.request.challenge === toChallenge(verifier)
      const grant = isTheirs ? spend(ticket) : undefined
      return grant ? handOut(grant) : { error: 'invalid_grant' }
    },
    renew(refreshToken, clientId) {
      const ticket = refreshTokens.get(refreshToken)
      const grant = ticket?.grant.clientId === clientId ? spend(ticket) : undefined
      return grant ? handOut(grant) : { error: 'invalid_grant' }
    },
    find(accessToken) {
      const ticket = accessTokens.get(accessToken)
      return isGood(ticket) ? ticket.grant : undefined
    },
    revoke(token, clientId) {
      const { grant } = accessTokens.get(token) ?? refreshTokens.get(token) ?? {}
      if (grant?.clientId === clientId) standing.delete(grant)
    },
    of: (accountId) => [...standing].filter((grant) => grant.accountId === accountId),
    takeBack(accountId, clientId) {
      for (const grant of standing) {
        if (grant.accountId === accountId && grant.clientId === clientId) standing.delete(grant)
      }
    },
  }
}

const toRandom = (): string => randomBytes(32).toString('base64url')

const toChallenge = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
