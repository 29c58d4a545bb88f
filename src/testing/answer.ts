/** How an answer differs from a plain 200. */
export type AnswerOptions = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> }

/** What a `WWW-Authenticate` challenge says besides its realm. */
export type Challenge = {
  /** `'Bearer'` unless set. */
  readonly scheme?: 'Bearer' | 'DPoP'
  readonly error?: keyof typeof STATUS
  readonly description?: string
  readonly scopes?: readonly string[]
  readonly acrValues?: string | undefined
  readonly maxAge?: number | undefined
  /** Headers beside it. */
  readonly headers?: Readonly<Record<string, string>>
}

const STATUS = {
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_user_authentication: 401,
  insufficient_scope: 403,
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

/** A refusal of a token, with its challenge (RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3). */
export function challenge(realm: string, { scheme = 'Bearer', headers, ...told }: Challenge): Response {
  const { error, description, scopes, acrValues, maxAge } = told
  // RFC 6750 section 3.1: a request that carried no token learns no error code.
  const parts = [
    `realm="${realm}"`,
    ...(error ? [`error="${error}"`] : []),
    ...(description ? [`error_description="${description.replaceAll('"', "'")}"`] : []),
    ...(scopes?.length ? [`scope="${scopes.join(' ')}"`] : []),
    ...(acrValues ? [`acr_values="${acrValues}"`] : []),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ]
  return answer(
    { error: error ?? 'missing_token', error_description: description },
    {
      status: STATUS[error ?? 'invalid_token'],
      headers: { ...headers, 'WWW-Authenticate': `${scheme} ${parts.join(', ')}` },
    },
  )
}
