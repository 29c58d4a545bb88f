/** A declared API. Its tokens go to its places and nowhere else. */
export interface Api {
  readonly name: string
  readonly places: readonly Place[]
  /** Those that every sign-in asks for. */
  readonly scopes: readonly string[]
  /** All that may ever be asked for on its behalf: `scopes`, and those that are asked for only when the API asks. */
  readonly declared: readonly string[]
  /** What its own token is asked for with; `undefined` when it shares the token of the sign-in. */
  readonly audience: Audience | undefined
  /** What its scopes may have in front at the provider: identifiers that are its own, and no other API's. */
  readonly prefixes?: readonly string[]
  /** Whether `headersFor` may hand its credentials out. */
  readonly headers: boolean
  /** Whether a settled, signed-out page may call it without a token. */
  readonly anonymous: boolean
  /** Whether a redirect could carry its token to somebody else: then none is followed with it. */
  readonly refusesRedirects: boolean
}

/** Whom an access token is for (RFC 8707). Equal ones share a token, and no two others ever do. */
export interface Audience {
  /** Tells audiences apart: where the token goes and what it may do there. */
  readonly key: string
  readonly scope: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * A place an API answers at: a parsed origin and a path that ends in a slash. What starts with it is inside: the slash
 * after the origin keeps look-alike hosts out, and the last one keeps to the boundary of a path segment.
 */
export type Place = string & { readonly kind: 'place' }

/** The place that a parsed URL names. */
export function toPlace({ origin, pathname }: URL): Place {
  // The one place where a text becomes a Place: a cast, because a brand has no value of its own.
  return (origin + pathname.replace(/\/*$/, '/')) as Place
}

// A code of ASCII, or of a letter that Unicode takes for one: the dots, slashes and percent signs of other widths are in these two rows.
const CODE = /%[0-7][\da-f]|%e[2f](%[89ab][\da-f]){2}/gi
// A segment of one dot or two, whatever a server takes for its end. And what nobody writes who means well: `%u002e`, and bytes
// that are in no UTF-8 because they say in two to six what one says (RFC 3629 section 3).
const HIDDEN = /[/\\]\.\.?([/\\;?#]|$)|%(u[\da-f]{4}|c[01]|e0%[89]|f.%8)/i

/**
 * Whether a server that decodes after we have matched could walk out of the declared path: `/v1/..%2fadmin`,
 * `/v1/%252e%252e/`, `/v1/%25%32%65%2%65/`, where the code of the dot is encoded itself, and `/v1/%c0%ae%c0%ae/`.
 */
function hidesDots(path: string, layer = 0): boolean {
  // One letter at a time: a whole text is not normalized in linear time.
  const decoded = path.replace(CODE, (code) => decodeURIComponent(code).normalize('NFKC'))
  // Nobody encodes that often who means well, and a longer look would be a way to keep the page busy. A zero ends a text early.
  if (layer > 8 || decoded.includes('\0')) return true
  // Some servers pass over blanks and control characters.
  return decoded === path ? HIDDEN.test(path.replace(/[^!-\uffff]+/g, '')) : hidesDots(decoded, layer + 1)
}

/** The declared API a URL belongs to, by the longest of the places that it is inside. */
export function matchApi<Some extends Pick<Api, 'places'>>(apis: readonly Some[], url: URL): Some | undefined {
  // A user name stands between them. And engines give an inner URL's origin to one that wraps it: `filesystem:` in Chromium,
  // `jar:` in Firefox, both with a path of their own behind it.
  if (!url.href.startsWith(`${url.origin}/`) || hidesDots(url.pathname)) return undefined
  const address = `${url.origin + url.pathname}/`
  let [found, length] = [undefined as Some | undefined, 0]
  for (const api of apis) {
    for (const place of api.places) {
      if (address.startsWith(place) && place.length > length) [found, length] = [api, place.length]
    }
  }
  return found
}

/** Whether an API has an origin in common with a place that is not its own. */
export const sharesOrigin = ({ places }: Pick<Api, 'places'>, all: readonly Place[]): boolean =>
  all.some(
    (other) => !places.includes(other) && places.some((place) => new URL(place).origin === new URL(other).origin),
  )

/**
 * What was granted of what an API declared, as the API spells it: all of it when the API declares nothing; `undefined` without a
 * token. Providers give scopes back in another case, and with or without the resource in front (Entra): that counts where one
 * scope alone can be meant of all that were asked for with this token.
 */
export function grantedTo(
  api: Granted,
  granted: readonly string[] | undefined,
  apis: readonly Granted[] = [api],
): readonly string[] | undefined {
  const { declared, audience } = api
  if (!granted || !declared.length) return granted && Object.freeze([...granted])
  const sharing = apis.filter((other) => other.audience?.key === audience?.key)
  const find = (scope: string) => {
    const bare = toBare(api, scope)
    return granted.some(
      (one) =>
        toBare(api, one) === bare &&
        // What is said in full is that scope, and none of the same letters; with its own resource in front it is this API's.
        new Set(
          sharing.flatMap((other) =>
            other.declared.filter(
              (said) => said === one || (toBare(other, said) === bare && (other === api || one.length === bare.length)),
            ),
          ),
        ).size < 2,
    )
  }
  return Object.freeze(declared.filter((scope) => granted.includes(scope) || find(scope)))
}

type Granted = Pick<Api, 'declared' | 'prefixes'> & Partial<Pick<Api, 'audience'>>

function toBare({ prefixes }: Granted, scope: string): string {
  const text = scope.toLowerCase()
  return text.slice(prefixes?.find((one) => text.startsWith(one))?.length)
}
