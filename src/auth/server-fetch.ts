import type { AuthOptions } from '../client/options.js'
import { toUrl } from '../domain/address.js'
import { matchApi, toPlace } from '../domain/api.js'

/** Whether a call on a server is for a declared API. A relative URL belongs to a page, and there is none. */
export function isDeclared({ apis = {} }: AuthOptions<string, unknown>, input: RequestInfo | URL): boolean {
  const url = toUrl(typeof input === 'object' && 'url' in input ? input.url : String(input))
  const urls = Object.values(apis).flatMap(({ url }) => [url].flat().flatMap((text) => toUrl(text) ?? []))
  return !!url && !!matchApi([{ places: urls.map(toPlace) }], url)
}
