/** A place an API answers at: a parsed origin and a path without its last slash. */
export interface Place {
  readonly origin: string
  readonly path: string
}

/** A declared API. Its tokens go to its places and nowhere else. */
export interface Api {
  readonly name: string
  readonly places: readonly Place[]
  readonly scopes: readonly string[]
  /** Whether a settled, signed-out page may call it without a token. */
  readonly anonymous: boolean
}

/** The place that a parsed URL names. */
export function toPlace(url: URL): Place {
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
}

// A server may decode these after we have matched, and walk out of the declared path: `/v1/..%2fadmin`, `/v1/%252e%252e/`.
const HIDDEN_DOTS = /(?:^|[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){1,2}(?:[/\\;]|%(?:25)*(?:2f|5c|3b)|$)/i

/**
 * The declared API a URL belongs to: by parsed origin, then by path on a segment boundary, the longest path first.
 * Never by comparing strings from the front, which look-alike hosts pass.
 */
export function matchApi(apis: readonly Api[], url: URL): Api | undefined {
  if (url.username || url.password || HIDDEN_DOTS.test(url.pathname)) return undefined
  let [found, length] = [undefined as Api | undefined, -1]
  for (const api of apis) {
    for (const { origin, path } of api.places) {
      const inside = url.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
      if (inside && path.length > length) [found, length] = [api, path.length]
    }
  }
  return found
}

/** Whether another API answers on the same origin, so that a same-origin redirect could carry one's token to the other. */
export function sharesOrigin(apis: readonly Api[], url: URL): boolean {
  return apis.filter((api) => api.places.some((place) => place.origin === url.origin)).length > 1
}

/** What was granted of what an API declared: all of it when the API declares nothing. */
export function grantedTo(api: Api, granted: readonly string[]): readonly string[] {
  return Object.freeze(api.scopes.length ? api.scopes.filter((scope) => granted.includes(scope)) : [...granted])
}
