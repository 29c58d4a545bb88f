import { withChangedSignature, withoutSignature } from './altered-tokens.js'
import type { CheckSettings } from './options.js'

/** What came back, as far as a row needs it; no body is read. */
export type ApiAnswer = {
  readonly status: number

  /** Whether the status is 200 to 299. */
  readonly isGood: boolean
  readonly headers: Headers
}

/** What the API said to one call: `undefined` when the call was not made, `'none'` when no answer came. */
export type Said = ApiAnswer | 'none' | undefined

/** The answers that every row is judged by. */
export type ApiAnswers = {
  readonly preflight: Said

  /** To no token at all, from the app. */
  readonly noToken: Said

  /** The same from nowhere, as a server or a shared cache would ask. */
  readonly noOrigin: Said

  /** To a text that is no token. */
  readonly unknown: Said
  readonly good: Said
  readonly id: Said
  readonly foreign: Said
  readonly expired: Said
  readonly narrow: Said
  readonly changed: Said

  /** To each token that says it needs no signature; none when there is no such token. */
  readonly unsigned: readonly Said[]

  /** To the good token as a bearer token, without a proof. */
  readonly unproven: Said
}

/** What no provider has issued, and no reader takes for a secret. */
const NO_TOKEN = 'latchkey-check-api.this-is-no-token'

/**
 * Makes every call that the settings allow, one after the other: an API that limits rates is to see no burst.
 * @throws Error when the API gives no answer to the first call.
 */
export async function askApi(settings: CheckSettings): Promise<ApiAnswers> {
  const { tokens, origin, dpop, prove } = settings
  const noToken = await call(settings, {})
  if (noToken === 'none')
    throw new Error('The API gave no answer: its address, its certificate or the way to it is wrong')

  const canCarry = !dpop || prove !== undefined
  const carrying = async (token: string | undefined): Promise<Said> =>
    token === undefined || !canCarry ? undefined : withToken(settings, token)
  const unsigned: Said[] = []
  for (const token of canCarry ? withoutSignature(tokens.token ?? '') : []) unsigned.push(await carrying(token))

  return {
    preflight: origin === undefined ? undefined : await preflight(settings, origin),
    noToken,
    noOrigin: origin === undefined ? undefined : await call({ ...settings, origin: undefined }, {}),
    unknown: await carrying(NO_TOKEN),
    good: await carrying(tokens.token),
    id: await carrying(tokens.idToken),
    foreign: await carrying(tokens.foreignToken),
    expired: await carrying(tokens.expiredToken),
    narrow: await carrying(tokens.narrowToken),
    changed: await carrying(withChangedSignature(tokens.token ?? '')),
    unsigned,
    unproven:
      dpop && tokens.token !== undefined
        ? await call(settings, { Authorization: `Bearer ${tokens.token}` })
        : undefined,
  }
}

function preflight(settings: CheckSettings, origin: string): Promise<Exclude<Said, undefined>> {
  return call(
    { ...settings, origin, method: 'OPTIONS' },
    {
      'Access-Control-Request-Method': settings.method,
      'Access-Control-Request-Headers': settings.dpop ? 'authorization,dpop' : 'authorization',
    },
  )
}

async function withToken(settings: CheckSettings, token: string): Promise<Said> {
  const { prove, url, method } = settings
  if (prove === undefined) return call(settings, { Authorization: `Bearer ${token}` })
  const proven = async (nonce?: string) => {
    const toProve = { method, url: `${url.origin}${url.pathname}`, token, ...(nonce !== undefined && { nonce }) }
    return call(settings, { Authorization: `DPoP ${token}`, DPoP: await prove(toProve) })
  }
  const first = await proven()
  const nonce = first === 'none' ? null : first.headers.get('dpop-nonce')
  // Once more with the nonce, or it would be the proof that is judged and not the token.
  return first !== 'none' && first.status === 401 && nonce !== null ? proven(nonce) : first
}

async function call(
  settings: CheckSettings,
  headers: Readonly<Record<string, string>>,
): Promise<Exclude<Said, undefined>> {
  const { fetch, url, method, origin, timeoutSeconds } = settings
  try {
    const response = await fetch(url.href, {
      method,
      headers: { Accept: '*/*', ...(origin !== undefined && { Origin: origin }), ...headers },
      // A redirect is an answer, and its target gets no token.
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    await response.body?.cancel()
    return { status: response.status, isGood: response.ok, headers: response.headers }
  } catch {
    // What was thrown may hold the headers of the call, and they hold the token.
    return 'none'
  }
}
