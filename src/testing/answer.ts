/** How an answer differs from a plain 200. */
export type AnswerOptions = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> }

/** What a `WWW-Authenticate: Bearer` challenge says besides its scheme. */
export type BearerChallenge = {
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope'
  readonly description?: string
  readonly scopes?: readonly string[]
}

/** A JSON answer that no cache may keep (RFC 6749 section 5.1). */
export function answer(body: unknown, options: AnswerOptions = {}): Response {
  return new Response(JSON.stringify(body), {
    status: options.status ?? 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...options.headers },
  })
}

/** An OAuth error answer (RFC 6749 section 5.2). */
export function refuse(error: string, description: string): Response {
  return answer({ error, error_description: description }, { status: error === 'invalid_client' ? 401 : 400 })
}

/** A refusal of the method used. */
export function refuseMethod(allowed: string): Response {
  const body = { error: 'invalid_request', error_description: `This endpoint takes ${allowed}` }
  return answer(body, { status: 405, headers: { Allow: allowed } })
}

/** A refusal of a bearer token, with its challenge (RFC 6750 section 3). */
export function challenge(realm: string, { error, description, scopes }: BearerChallenge): Response {
  // RFC 6750 section 3.1: a request that carried no token learns no error code.
  const parts = [
    `realm="${realm}"`,
    ...(error ? [`error="${error}"`] : []),
    ...(description ? [`error_description="${description}"`] : []),
    ...(scopes?.length ? [`scope="${scopes.join(' ')}"`] : []),
  ]
  const status = { invalid_request: 400, invalid_token: 401, insufficient_scope: 403 }[error ?? 'invalid_token']
  const headers = { 'WWW-Authenticate': `Bearer ${parts.join(', ')}` }
  return answer({ error: error ?? 'missing_token', error_description: description }, { status, headers })
}
