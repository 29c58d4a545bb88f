import type { AnyAuthError } from '../domain/errors.js'
import { isAuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { toDocument } from '../protocol/ask.js'
import { discover, toProvider } from '../protocol/discovery.js'
import type { JsonObject } from '../protocol/wire.js'
import type { Heard, Line } from './line.js'
import type { Settings } from './options.js'

/** A provider's metadata, and what the core says to each member of it. */
export type Metadata = {
  readonly heard: Heard | undefined
  /** What the core says to it as a whole; `undefined` when it takes it. */
  readonly error: AnyAuthError | undefined
  /** Everything in it; nothing when it could not be had. */
  readonly members: JsonObject
  /** Whether it could be had. */
  readonly isThere: boolean
  /** What the core refuses, each member by itself. */
  readonly refused: ReadonlyMap<string, AnyAuthError>
  /** What the core would keep of it without what it refuses. */
  readonly provider: Provider
  /** An endpoint that is there and safe. */
  readonly endpoint: (name: EndpointName) => string | undefined
}

export type EndpointName = Extract<keyof Provider, `${string}_endpoint` | 'jwks_uri'>

/** Members that are needed, in the place of those that are not there. Nothing is ever sent to them. */
const NEEDED = {
  authorization_endpoint: 'https://nowhere.invalid/',
  token_endpoint: 'https://nowhere.invalid/',
  jwks_uri: 'https://nowhere.invalid/',
}

/** Has the core discover the provider, and holds every member of what came against its rules. */
export async function readMetadata({ wire, last }: Line, { config }: Settings): Promise<Metadata> {
  const { issuer, isLoopback } = config
  const error = await discover(wire, issuer).then(() => undefined, asAuthError)
  const heard = last()
  const document = heard && toDocument(heard)
  const members = document ?? {}
  const refused = new Map<string, AnyAuthError>()
  for (const name of document ? new Set([...Object.keys(NEEDED), ...Object.keys(members)]) : []) {
    if (name === 'issuer') continue
    const said = refusalOf(() => toProvider({ ...NEEDED, issuer, [name]: members[name] }, issuer, { isLoopback }))
    if (said) refused.set(name, said)
  }
  const sound = Object.entries(members).filter(([name]) => !refused.has(name))
  // By the name that it gives itself: another one than the app has set is told once, and is in all that it says.
  const own = typeof members['issuer'] === 'string' ? members['issuer'] : issuer
  const provider = toProvider({ ...NEEDED, ...Object.fromEntries(sound), issuer: own }, own, { isLoopback })
  return {
    heard,
    error,
    members,
    isThere: document !== undefined,
    refused,
    provider,
    endpoint: (name) => (members[name] === undefined || refused.has(name) ? undefined : provider[name]),
  }
}

function refusalOf(run: () => unknown): AnyAuthError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return asAuthError(error)
  }
}

/** An error of the core's; any other is a mistake of ours. */
export function asAuthError(error: unknown): AnyAuthError {
  if (isAuthError(error)) return error
  throw error
}
