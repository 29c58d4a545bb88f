// Imports a module in a Node without a single global of the web or of Node, and says so when that went well.
// `node bare-import.mjs <module> <whose reads count: start of a URL>`. Every global that is no part of the language
// throws when that package reads it; for anything else (Node, a dependency that looks where it runs) it is there.
const [specifier, ours] = process.argv.slice(2)
const say = process.stdout.write.bind(process.stdout)

const LANGUAGE = new Set(
  `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error
  AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics
  Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray
  BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry
  SharedArrayBuffer decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN
  globalThis`.split(/\s+/),
)
const BROWSER =
  'window self document location history localStorage sessionStorage indexedDB caches Worker requestIdleCallback'

Error.stackTraceLimit = 50
for (const name of new Set([...Object.getOwnPropertyNames(globalThis), ...BROWSER.split(' ')])) {
  if (LANGUAGE.has(name)) continue
  const value = globalThis[name]
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      const reader = new Error().stack.split('\n')[2] ?? ''
      if (reader.includes(ours)) throw new Error(`${name} is read while ${specifier} is imported: ${reader.trim()}`)
      return value
    },
  })
}

const door = await import(specifier)
say(`${Object.keys(door).length > 0 ? 'imported' : 'empty'}\n`)
