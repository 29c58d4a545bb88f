// Calls of `fetch` as data, so that one can be made twice, in this process or in a page.

export const BODIES = ['text', 'params', 'blob', 'form', 'buffer', 'bytes', 'floats', 'view', 'stream', 'null'] as const
export const HEADER_FORMS = ['object', 'pairs', 'headers', 'map', 'getters', 'null'] as const
export const SHAPES = ['plain', 'instance', 'frozen', 'bare', 'proxy'] as const
export const INPUTS = ['text', 'url', 'object', 'request'] as const
export const SIGNALS = ['idle', 'aborted', 'null'] as const

/** A `RequestInit`. */
export interface PlannedInit {
  readonly method?: string | undefined
  readonly headers?:
    | {
        readonly form: (typeof HEADER_FORMS)[number]
        readonly entries: readonly (readonly [name: string, value: string])[]
      }
    | undefined
  readonly body?: { readonly kind: (typeof BODIES)[number]; readonly text: string } | undefined
  readonly signal?: (typeof SIGNALS)[number] | undefined
  /** Everything else, also what no standard knows. */
  readonly rest: Readonly<Record<string, unknown>>
}

export interface PlannedCall {
  readonly input: (typeof INPUTS)[number]
  readonly path: string
  /** What a `Request` is made with. */
  readonly made: PlannedInit
  readonly init?: PlannedInit | null | undefined
  readonly shape: (typeof SHAPES)[number]
}

/** A call, ready to be made. */
export interface BuiltCall {
  readonly input: RequestInfo | URL
  readonly init: RequestInit | null | undefined
  /** Aborts every signal in it that is not aborted yet. */
  readonly abort: (reason: unknown) => void
}

/** Makes the call anew, with bodies and signals of its own. Throws what the engine throws at a `Request` that it does not like. */
export function buildCall(plan: PlannedCall, place: string): BuiltCall {
  const controllers: AbortController[] = []
  const address = new URL(plan.path, place).href
  const made = plan.input === 'request' ? toInit(plan.made, controllers) : undefined
  const init = plan.init && toShape(toInit(plan.init, controllers), plan.shape)
  return {
    input: toInput(plan.input, address, made),
    init,
    abort: (reason) => {
      for (const controller of controllers) controller.abort(reason)
    },
  }
}

function toInput(kind: PlannedCall['input'], address: string, made: RequestInit | undefined): RequestInfo | URL {
  if (kind === 'request') return new Request(address, made)
  if (kind === 'url') return new URL(address)
  // Anything with a text is an address, whatever the types say.
  return kind === 'text' ? address : ({ toString: () => address } as unknown as URL)
}

function toInit({ method, headers, body, signal, rest }: PlannedInit, controllers: AbortController[]): RequestInit {
  const init: Record<string, unknown> = { ...rest }
  if (method !== undefined) init['method'] = method
  if (headers) init['headers'] = toHeaders(headers)
  if (body) init['body'] = toBody(body)
  // A stream goes out as it comes, and nothing else may.
  if (body?.kind === 'stream') init['duplex'] = 'half'
  if (signal) init['signal'] = toSignal(signal, controllers)
  return init
}

function toSignal(kind: (typeof SIGNALS)[number], controllers: AbortController[]): AbortSignal | null {
  if (kind === 'null') return null
  const controller = new AbortController()
  if (kind === 'aborted') controller.abort(new RangeError('given up'))
  else controllers.push(controller)
  return controller.signal
}

type HeadersPlan = NonNullable<PlannedInit['headers']>

function toHeaders({ form, entries }: HeadersPlan): unknown {
  const pairs = entries.map(([name, value]) => [name, value] as [string, string])
  if (form === 'null') return null
  if (form === 'pairs') return pairs
  if (form === 'map') return new Map(pairs)
  if (form === 'headers') {
    const headers = new Headers()
    for (const [name, value] of pairs) headers.append(name, value)
    return headers
  }
  const object = {}
  for (const [name, value] of pairs) {
    const property = form === 'getters' ? { get: () => value } : { value }
    Object.defineProperty(object, name, { ...property, enumerable: true, configurable: true })
  }
  return object
}

function toBody({ kind, text }: NonNullable<PlannedInit['body']>): unknown {
  const bytes = new TextEncoder().encode(text)
  switch (kind) {
    case 'text':
      return text
    case 'params':
      return new URLSearchParams({ text })
    case 'blob':
      return new Blob([text], { type: text ? 'text/x-planned' : '' })
    case 'form': {
      const form = new FormData()
      form.append('text', text)
      form.append('file', new File([text], 'file.txt', { type: 'text/plain' }))
      return form
    }
    case 'buffer':
      return bytes.buffer
    case 'bytes':
      return bytes
    case 'floats':
      return Float64Array.from(bytes)
    case 'view':
      return new DataView(bytes.buffer, 0, bytes.length)
    case 'stream':
      return new Blob([text]).stream()
    case 'null':
      return null
  }
}

/** The same init as an object of another kind, from which the engine reads the same. */
function toShape(init: RequestInit, shape: PlannedCall['shape']): RequestInit {
  if (shape === 'frozen') return Object.freeze(init)
  if (shape === 'bare') return Object.assign(Object.create(null), init)
  if (shape === 'proxy') return new Proxy(init, {})
  if (shape === 'plain') return init
  // Known members on the prototype, where a spread does not look; unknown ones are the object's own.
  class Instance {}
  const instance = new Instance()
  for (const [name, value] of Object.entries(init)) {
    const isUnknown = name.startsWith('x')
    Object.defineProperty(isUnknown ? instance : Instance.prototype, name, {
      get: () => value,
      enumerable: isUnknown,
    })
  }
  return instance as RequestInit
}

/** Two forms differ in what stands between their parts. */
export function withoutBoundary(text: string): string {
  const boundary = /boundary="?([^\s";]+)/.exec(text)?.[1] ?? /^--(\S+)\r\n/.exec(text)?.[1]
  return boundary === undefined ? text : text.replaceAll(boundary, 'boundary')
}
