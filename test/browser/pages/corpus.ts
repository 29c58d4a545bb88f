import { createAuth } from 'latchkey'
import { type BuiltCall, buildCall, type PlannedCall } from '../../corpus/calls.js'
import { DECLARED, type Grounds, sayFor } from '../../corpus/destinations.js'
import { runDestinations, type Seen, type Verdict } from '../../corpus/run.js'
import { options, show } from './setup.js'

declare global {
  interface Window {
    latchkeyCorpus: {
      readonly destinations: () => Promise<Verdict>
      /** Makes calls with `fetch`, then with `auth.fetch`, each twice, and gives how they ended. */
      readonly fidelity: (plans: readonly PlannedCall[]) => Promise<readonly (readonly [plain: Ends, auth: Ends])[]>
    }
  }
}

/** How a call ended, and how the same call ended that was made once more. */
export type Ends = readonly string[]

const PATIENCE_MS = 3_000

const port = (name: string) => `:${document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content}`
const grounds: Grounds = {
  scheme: 'http',
  domain: 'localhost',
  port: port('api-port'),
  otherPort: port('other-port'),
  app: location.origin,
}
const say = sayFor(grounds)
const apis = Object.fromEntries(Object.entries(DECLARED).map(([name, url]) => [name, { url: say(url) }]))
const auth = createAuth({ ...options, apis })
show(auth)

const sent: Omit<Seen, 'api'>[] = []
const told: (string | undefined)[] = []
auth.on('request', ({ api }) => told.push(api))

// What latchkey hands to the browser, also where nothing gets as far as a server. Looked at without a question to anything
// that could answer otherwise the next time.
const { fetch } = globalThis
const urlOf = Object.getOwnPropertyDescriptor(Request.prototype, 'url')?.get
globalThis.fetch = (input, init) => {
  const url = typeof input === 'string' ? input : String(urlOf?.call(input))
  const headers = init?.headers
  const authorization =
    headers instanceof Headers
      ? headers.get('authorization')
      : headers && Object.getOwnPropertyDescriptor(headers, 'authorization')?.value
  sent.push({ url: new URL(url, document.baseURI).href, authorization: authorization ?? undefined })
  return fetch(input, init)
}

const patience = () => new Promise<string>((resolve) => setTimeout(resolve, PATIENCE_MS, 'no answer'))

window.latchkeyCorpus = {
  destinations: () =>
    runDestinations({
      grounds,
      take: () => {
        const apiOf = told.splice(0)
        return sent.splice(0).map((seen, index) => ({ ...seen, api: apiOf[index] }))
      },
      call: ({ input, init, after }, href) => {
        const base = document.createElement('base')
        if (href !== undefined) {
          base.href = href
          document.head.prepend(base)
        }
        // What the types refuse is what is tried.
        const answer = auth.fetch(input as RequestInfo, init as RequestInit)
        after?.()
        base.remove()
        const outcome = answer.then(({ status }) => status, String)
        return Promise.race([outcome, patience()])
      },
    }),
  async fidelity(plans) {
    const ends: [Ends, Ends][] = []
    for (const [index, plan] of plans.entries()) {
      const place = (via: string) => `${say(index % 2 ? DECLARED.own : DECLARED.calendar)}${index}/${via}/`
      ends.push([await endTwice(fetch, plan, place('plain')), await endTwice(auth.fetch, plan, place('auth'))])
    }
    return ends
  },
}

async function endTwice(by: typeof fetch, plan: PlannedCall, place: string): Promise<Ends> {
  let call: BuiltCall
  try {
    call = buildCall(plan, place)
  } catch {
    return ['not built']
  }
  const end = async () => {
    // `null` is allowed, whatever the types say.
    const answer = by(call.input, call.init as RequestInit).then(
      ({ status, type, redirected, url }) => JSON.stringify([status, type, redirected, url.replace(place, '')]),
      (error) => `${error?.name ?? error}`,
    )
    return Promise.race([answer, patience()])
  }
  return [await end(), await end()]
}
