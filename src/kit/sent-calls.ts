import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { matchApi } from '../domain/api.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { Fetch } from '../platform/platform.js'
import { DOUBLE_TOKEN } from './double-session.js'
import { hasRequests, present } from './present.js'

/** A call that was sent through a double: what would have gone over the network. */
export interface TestCall<ApiName extends string = string> {
  /** The absolute URL. */
  readonly url: string
  /** In capitals where `fetch` writes it so. */
  readonly method: string
  /** The declared API that the URL belongs to; `undefined` when it belongs to none. */
  readonly api: ApiName | undefined
  /** Whether an access token goes along. */
  readonly token: 'access' | 'none'
  /** The `body` that was given; of a `Request` its text. `undefined` without one. */
  readonly body: unknown
}

/** How a test answers a call. With everything that was sent, the `Authorization` of the double included. */
export type Respond<ApiName extends string = string> = (
  request: Request,
  call: TestCall<ApiName>,
) => Response | Promise<Response>

/** What has been sent, and how the next call goes. */
export interface SentCalls {
  readonly calls: TestCall[]
  /** What the next call to a declared API rejects with in place of an answer. */
  failure: AnyAuthError | undefined
  /** Notes what is sent, and has the test answer. */
  readonly answer: Fetch
  /** Notes what is sent by other means. */
  readonly notedBy: (send: Fetch) => Fetch
}

/** Notes the calls of a double. `find` gives what only a client that is there can tell. */
export function createSentCalls(
  find: () => Pick<Context, 'config' | 'platform'>,
  respond: Respond | undefined,
): SentCalls {
  const note = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<TestCall> => {
    const { config, platform } = find()
    const member: Member = (name) => platform.member(input, name)
    const url = member('url') ?? `${input}`
    const parsed = platform.resolve(url)
    const api = parsed && matchApi(config.apis, parsed)
    const { failure } = sent
    if (api && failure) {
      sent.failure = undefined
      throw failure
    }
    const method = `${init.method ?? member('method') ?? 'GET'}`
    const call = {
      url,
      method: /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method,
      api: api?.name,
      token: isOurs(init.headers ?? member('headers')) ? ('access' as const) : ('none' as const),
      body: init.body ?? undefined,
    }
    // A copy is read: what is sent stays as it is. Everything else is noted in the same breath as the call.
    if (call.body === undefined && member('url') && !/^(GET|HEAD)$/.test(call.method)) {
      call.body = (await Request.prototype.clone.call(input as Request).text()) || undefined
    }
    sent.calls.push(call)
    return call
  }
  const sent: SentCalls = {
    calls: [],
    failure: undefined,
    async answer(input, init) {
      const signal = init?.signal === undefined ? find().platform.member(input, 'signal') : init.signal
      signal?.throwIfAborted()
      // As `fetch` does, which refuses what is no request before anything is sent.
      const request = hasRequests() ? new Request(toCopy(input), init) : undefined
      const call = await note(input, init)
      const answered = respond
        ? respond(request ?? new (present('Request'))(input), call)
        : present('Response').json({})
      return unlessAborted(Promise.resolve(answered), signal)
    },
    notedBy: (send) => async (input, init) => {
      await note(input, init)
      return send(input, init)
    },
  }
  return sent
}

// A `Request` is spent by what is made of it.
const toCopy = (input: RequestInfo | URL) => (input instanceof Request ? input.clone() : input)

type Member = <Name extends keyof Request>(name: Name) => Request[Name] | undefined

// A plain object, where the core has made it alone; `Headers` where an environment has them.
function isOurs(headers: HeadersInit | undefined): boolean {
  const text = Object(headers).authorization ?? (headers && new Headers(headers).get('authorization'))
  return text === `Bearer ${DOUBLE_TOKEN}`
}
