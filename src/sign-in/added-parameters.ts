import { toUrl } from '../domain/address.js'

/** What a provider has added to a return, by name. */
export type AddedParameters = Readonly<Record<string, string>>

const LONGEST = 512
const MOST = 20
// Long runs of what tokens are made of; those of words alone (`UPDATE_PASSWORD`, an address) are none.
const RUN = /[\w~+/=-]{20,}/g
const UNLIKE_WORDS = /\d|[a-z][A-Z]/
const OF_SECRETS = /token|secret|passw|^(__proto__|constructor|prototype)$/i

/**
 * What the provider has added to a return beside what the protocol names, and beside the app's own query: as the plain texts they
 * were. What is long, looks like a token, repeats the `code`, or stands there twice stays out: anybody listens to events.
 */
export function toAddedParameters(
  address: string,
  redirectUri: string,
  response: URLSearchParams,
): AddedParameters | undefined {
  const given = toUrl(address)?.searchParams ?? new URLSearchParams()
  const own = toUrl(redirectUri)?.searchParams
  const secrets = ['code', 'state'].flatMap((name) => response.get(name) || [])
  const isPlain = (text: string) =>
    text.length <= LONGEST &&
    !text.match(RUN)?.some((run) => UNLIKE_WORDS.test(run)) &&
    !secrets.some((secret) => text.includes(secret))
  const added = [...given].filter(
    ([name, value]) =>
      !own?.has(name) && given.getAll(name).length === 1 && !OF_SECRETS.test(name) && isPlain(name) && isPlain(value),
  )
  return added.length ? Object.freeze(Object.fromEntries(added.slice(0, MOST))) : undefined
}
