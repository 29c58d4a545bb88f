import { TestEnvironment } from 'jest-environment-jsdom'

// What browsers and Node have and this test DOM has not, from Node: `signedIn` asks for it by name. Node's buffers go along, as
// what it encodes is made of them.
const NAMES = [
  'AbortController',
  'AbortSignal',
  'ArrayBuffer',
  'FormData',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'Uint8Array',
  'crypto',
  'fetch',
  'structuredClone',
]

export default class extends TestEnvironment {
  async setup() {
    await super.setup()
    for (const name of NAMES) {
      Object.defineProperty(this.global, name, { value: globalThis[name], configurable: true, writable: true })
    }
    for (const target of [this.global.EventTarget.prototype, this.global]) takeSignals(target)
  }
}

// jsdom takes signals of its own alone, and Node's `fetch` those of Node.
function takeSignals(target) {
  const { addEventListener } = target
  target.addEventListener = function (type, listener, options) {
    const self = this ?? target
    const { signal, ...others } = Object(options)
    if (!signal) return addEventListener.call(self, type, listener, options)
    signal.addEventListener('abort', () => self.removeEventListener(type, listener, others))
    addEventListener.call(self, type, listener, others)
  }
}
