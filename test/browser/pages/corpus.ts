import { createAuth } from 'latchkey'
import { DECLARED, type Grounds, sayFor } from '../../corpus/destinations.js'
import { runDestinations, type Seen, type Verdict } from '../../corpus/run.js'
import { options, show } from './setup.js'

declare global {
  interface Window {
    latchkeyCorpus: { readonly destinations: () => Promise<Verdict> }
  }
}

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
  const headers = init?.headers instanceof Headers ? init.headers : undefined
  sent.push({ url: new URL(url, document.baseURI).href, authorization: headers?.get('authorization') ?? undefined })
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
}
