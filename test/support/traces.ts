import type { TestProvider } from 'latchkey/testing'
import { spell, toBytes } from './bytes.js'
import type { Tab } from './tab.js'

/** Every secret a provider has given out or been sent, by what it is. Listens from the call on. */
export function collectSecrets(provider: TestProvider): () => ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const keep = (what: string, value: unknown) => {
    if (typeof value === 'string' && value !== '') found.set(value, what)
  }
  provider.lie({
    tokenResponse: (body) => {
      for (const name of ['access_token', 'refresh_token', 'id_token']) keep(name, body[name])
      return body
    },
    callback: (url) => keep('code', url.searchParams.get('code')),
  })
  return () => {
    for (const { parameters } of provider.requests) {
      for (const name of ['code', 'code_verifier', 'refresh_token', 'nonce']) keep(name, parameters[name])
    }
    return found
  }
}

/** All texts in a value: strings as they are, bytes letter by letter, whatever the structure. Keys of objects too. */
export function textsIn(value: unknown, seen: Set<unknown> = new Set()): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if (value instanceof ArrayBuffer) return [spell(value, 'latin1')]
  if (ArrayBuffer.isView(value)) {
    return [spell(new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength), 'latin1')]
  }
  if (value instanceof Map || value instanceof Set) return [...value].flatMap((entry) => textsIn(entry, seen))
  const own = Reflect.ownKeys(value).flatMap((key) => [String(key), ...textsIn(Reflect.get(value, key), seen)])
  return value instanceof Error ? [value.message, String(value.stack), ...own] : own
}

/** The ways in which a text could be written down: as it is, percent-encoded, in hexadecimal, in base64 at any offset. */
export function formsOf(secret: string): readonly string[] {
  const bytes = toBytes(secret)
  const hex = spell(bytes, 'hex')
  const base64 = [0, 1, 2].map((offset) => {
    const text = spell(Uint8Array.from([...new Uint8Array(offset), ...bytes]), 'base64').replace(/=+$/, '')
    // The letters at both ends share bits with what stands beside them.
    return text.slice(offset === 0 ? 0 : offset + 1, -2)
  })
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [secret, encodeURIComponent(secret), percent, percent.toUpperCase(), hex, hex.toUpperCase(), ...base64, ...url]
}

/** Which secrets stand in these texts, by what they are. */
export function tracesOf(secrets: ReadonlyMap<string, string>, texts: readonly string[]): readonly string[] {
  const all = texts.join('\n')
  return [...secrets].filter(([secret]) => formsOf(secret).some((form) => all.includes(form))).map(([, what]) => what)
}

/** Everything that stays behind in an origin and its tabs, or is told to a developer. */
export function remainsOf(...tabs: readonly Tab[]): readonly string[] {
  return tabs.flatMap((tab) =>
    textsIn([tab.world.store.rows, tab.world.notes, tab.notes, tab.history, tab.popstates, tab.warnings, tab.events]),
  )
}

/** The keys in a value, whatever the structure. */
export function keysIn(value: unknown): readonly CryptoKey[] {
  if (typeof value !== 'object' || value === null) return []
  if (value instanceof CryptoKey) return [value]
  const inner = value instanceof Map ? [...value.values()] : Object.values(value)
  return inner.flatMap((item) => keysIn(item))
}
