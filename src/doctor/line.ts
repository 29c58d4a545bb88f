import type { AnyAuthError } from '../domain/errors.js'
import type { BarePlatform } from '../platform/bare.js'
import { ask } from '../protocol/ask.js'
import { createDpopProofs } from '../protocol/dpop.js'
import * as failures from '../protocol/error-response.js'
import * as oddKeys from '../protocol/odd-keys.js'
import type { Answer, Wire } from '../protocol/wire.js'
import type { Settings } from './options.js'

/** What came back from an address: the core's own reading of it. */
export type Heard = Answer & {
  readonly url: string
  /** When it was asked and heard, by this machine's clock. */
  readonly from: number
  readonly until: number
}

/** What came of a request of the core's: the answer, and what the core makes of it; nothing where it takes it. */
export type Asked = { readonly heard: Heard | undefined; readonly error: AnyAuthError | undefined }

/** The line to the provider, as a page of the app has it. */
export type Line = {
  /** What the core sends by. Its requests carry the app's origin, as a browser's would, and all that comes back is noted. */
  readonly wire: Wire
  /** Sends a request of the doctor's own. */
  readonly ask: (url: string, init?: RequestInit) => Promise<Heard>
  /** What came back last. */
  readonly last: () => Heard | undefined
  /** All that came back, in order. */
  readonly heard: readonly Heard[]
}

/** A line for one examination. No redirect is followed, no answer read beyond 1 MiB, and none waited for longer than is set. */
export function createLine(machine: BarePlatform, { config, origin, timeoutSeconds }: Settings): Line {
  const heard: Heard[] = []
  const proofs = createDpopProofs(machine, () => undefined)
  const bare: Wire = {
    ...machine,
    isLoopback: config.isLoopback,
    parts: async () => ({
      loadDpop: async () => ({ dpopProofsOf: () => proofs }),
      loadFailures: async () => failures,
      loadOddAnswer: async () => oddKeys,
    }),
    report: () => undefined,
  }
  const askAsApp: Line['ask'] = async (url, init) => {
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), Origin: origin }
    const from = machine.now().wall
    const came = await ask(bare, url, timeoutSeconds * 1000, { ...init, headers })
    const answer = { ...came, url, from, until: machine.now().wall }
    heard.push(answer)
    return answer
  }
  return {
    ask: askAsApp,
    last: () => heard.at(-1),
    heard,
    wire: {
      ...bare,
      // The core gets what was read, in a response of ours; its own time and limits are wider.
      async fetch(url, init) {
        const { status, headers, text } = { text: '', ...(await askAsApp(`${url}`, init)) }
        if (!status) throw new TypeError('No answer')
        return new Response(/^(101|204|205|304)$/.test(`${status}`) ? null : text, { status, headers })
      },
    },
  }
}
