import { deliver, markRedirected, toNextCall, toUnreachable, untilAborted } from './delivery.js'
import { endpointAt, type FetchedEndpoint, toPlace } from './endpoints.js'
import { bend } from './lies.js'
import { answerDiscovery, answerKeys } from './metadata-endpoints.js'
import { answerPar } from './par-endpoint.js'
import { type Provider, see } from './provider.js'
import { type Call, type SeenRequest, toCall, toSearch } from './seen-request.js'
import { answerRevocation, answerUserInfo } from './session-endpoints.js'
import { answerToken } from './token-endpoint.js'

type Answerer = (provider: Provider, request: SeenRequest) => Promise<Response>

const ANSWERERS: Readonly<Record<FetchedEndpoint, Answerer>> = {
  discovery: answerDiscovery,
  jwks: answerKeys,
  token: answerToken,
  userinfo: answerUserInfo,
  revocation: answerRevocation,
  par: answerPar,
}

/**
 * Answers like `fetch`, from inside the process.
 * @throws TypeError for an address that is not the provider's, as for a host that cannot be reached.
 */
export async function fetchFrom(provider: Provider, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  // Who asks first is seen first, however long an engine takes to read a body.
  const { arrivals } = provider
  const reading = toCall(input, init)
  provider.arrivals = Promise.allSettled([arrivals, reading]).then(() => undefined)
  const call = await reading
  await arrivals
  call.signal?.throwIfAborted()
  return untilAborted(reach(provider, call), call.signal)
}

/** Whether an address is the provider's, also where nothing is: below its issuer, or an endpoint elsewhere. */
export function answersAt({ settings, addresses }: Provider, { href, origin, pathname }: URL): boolean {
  return (
    href.startsWith(toPlace(settings.issuer)) ||
    Object.values(addresses)
      .flat()
      .includes(origin + pathname)
  )
}

async function reach(provider: Provider, call: Call): Promise<Response> {
  const endpoint = endpointAt(provider.addresses, call.url)
  if (!endpoint) throw toUnreachable()
  const { method, headers, url } = call
  const request = see(provider, { endpoint, method, url: url.href, search: toSearch(call), headers })

  const lied = await firstLie(provider, endpoint, request)
  const response = lied ?? (await ANSWERERS[endpoint](provider, request))
  const hooks = provider.lies.hooks('deliver').map((hook) => (answer: Response) => hook(answer, request))
  const delivered = await bend(response, hooks)

  const next = toNextCall(delivered, call)
  return next ? markRedirected(await reach(provider, next)) : deliver(delivered, call)
}

async function firstLie(
  { lies }: Provider,
  endpoint: FetchedEndpoint,
  request: SeenRequest,
): Promise<Response | undefined> {
  for (const respond of lies.hooks('respond')) {
    const response = await respond(endpoint, request)
    if (response) return response
  }
  return undefined
}
