/** What sends a call. */
export type Fetch = typeof fetch

/** A call that a proof of possession is made for. */
export type CallToProve = {
  /** The method, as `htm` has it. */
  readonly method: string

  /** Without its query, as `htu` has it (RFC 9449 section 4.2). */
  readonly url: string

  /** The token that `ath` is the hash of; one that was altered, too. */
  readonly token: string

  /** The nonce that the API asked for. */
  readonly nonce?: string
}

/** What `checkApi` may use. What is not given is not checked, and the row says so. */
export type CheckApiOptions = {
  /** An access token that the API lets in. Without one a refusal says nothing: the API may refuse everything. */
  readonly token?: string | undefined

  /** An ID token of the same user, good and not expired. Unless set, nobody tries whether it is let in. */
  readonly idToken?: string | undefined

  /** An access token of the same provider for another API, good and not expired. Unless set, nobody tries it. */
  readonly foreignToken?: string | undefined

  /** An access token that was good for this API until it expired. Unless set, nobody tries it. */
  readonly expiredToken?: string | undefined

  /** A good access token for this API without the scope that the address asks for. */
  readonly narrowToken?: string | undefined

  /** The origin of the app that calls the API from a browser: `https://todo.example.com`. CORS is not checked without one. */
  readonly origin?: string | undefined

  /** The method of every call; `'GET'` unless set. The call with `token` is really made: choose one that changes nothing. */
  readonly method?: string | undefined

  /**
   * Whether tokens are bound to a key (RFC 9449); `false` unless set. A function makes the proof for a call; with `true` no call
   * with a token can be made, and CORS and challenges alone are checked.
   */
  readonly dpop?: boolean | ((call: CallToProve) => string | Promise<string>) | undefined

  /** How long to wait for each answer. In seconds, 1 to 600; 10 unless set. */
  readonly timeoutSeconds?: number | undefined

  /** What sends the calls; the global `fetch` unless set. That of a browser or test DOM keeps `Origin` and CORS to itself. */
  readonly fetch?: typeof fetch | undefined
}

/** The options that are tokens. */
export const TOKENS = ['token', 'idToken', 'foreignToken', 'expiredToken', 'narrowToken'] as const

/** The name of an option that is a token. */
export type TokenName = (typeof TOKENS)[number]

/** The options, checked. */
export type CheckSettings = {
  readonly url: URL
  readonly tokens: Readonly<Partial<Record<TokenName, string>>>
  readonly origin: string | undefined
  readonly method: string
  readonly dpop: boolean
  readonly prove: ((call: CallToProve) => string | Promise<string>) | undefined
  readonly timeoutSeconds: number
  readonly fetch: Fetch
}

const KNOWN: readonly string[] = [...TOKENS, 'origin', 'method', 'dpop', 'timeoutSeconds', 'fetch']

// RFC 6750 section 2.1. A line break in it would be a header of its own.
const TOKEN = /^[\w.~+/-]+=*$/
const METHOD = /^[A-Z]{3,20}$/
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Checks an address and options. No message holds a value: it may be a token in the wrong place.
 * @throws TypeError for what cannot be used.
 */
export function toCheckSettings(address: string | URL, options: CheckApiOptions, fetch: Fetch): CheckSettings {
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw new TypeError(`There is no such option among ${KNOWN.join(', ')}`)
  const { origin, method = 'GET', dpop = false, timeoutSeconds = 10 } = options
  if (origin !== undefined && !isOrigin(origin)) {
    throw new TypeError('The option `origin` is scheme, host and port of the app, without a slash at the end')
  }
  if (!METHOD.test(method) || method === 'OPTIONS') throw new TypeError('The option `method` is a method such as GET')
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 600)) throw new TypeError('The option `timeoutSeconds` is 1 to 600')
  return {
    url: toUrl(address),
    tokens: toTokens(options),
    origin,
    method,
    dpop: dpop !== false,
    prove: typeof dpop === 'function' ? dpop : undefined,
    timeoutSeconds,
    fetch: options.fetch ?? fetch,
  }
}

function toUrl(address: string | URL): URL {
  if (!URL.canParse(`${address}`)) throw new TypeError('The address of the API is an absolute URL')
  const url = new URL(address)
  if (url.username || url.password) throw new TypeError('The address of the API holds no user and no password')
  // RFC 6750 section 5.3: on the way a token would be read by anybody.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw new TypeError('The address of the API begins with https:, or is on this machine')
  }
  return url
}

function toTokens(options: CheckApiOptions): CheckSettings['tokens'] {
  const given = TOKENS.flatMap((name) => {
    const token = options[name]
    if (token === undefined) return []
    if (typeof token !== 'string' || !TOKEN.test(token)) {
      throw new TypeError(`The option \`${name}\` is a token, without \`Bearer\` before it`)
    }
    return [[name, token] as const]
  })
  for (const [name, token] of given) {
    const twin = given.find(([other, text]) => other !== name && text === token)
    // A verdict about the one would be read as one about the other.
    if (twin) throw new TypeError(`The options \`${name}\` and \`${twin[0]}\` are the same token`)
  }
  return Object.fromEntries(given)
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text && text !== 'null'
