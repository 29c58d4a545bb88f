import { IDBFactory } from 'fake-indexeddb'
import { vi } from 'vitest'

/** The names of what is stored for a page beside what latchkey has noted, and where. */
export interface Stored {
  readonly local: readonly string[]
  readonly session: readonly string[]
  readonly cookies: readonly string[]
}

export const toStored = (): Stored => ({
  local: toNames(localStorage),
  session: toNames(sessionStorage),
  cookies: toCookies().sort(),
})

const toNames = (storage: Storage): string[] =>
  Object.keys(storage)
    .filter((name) => !name.startsWith('latchkey '))
    .sort()

function setCookie(text: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: so the SDKs do it, and happy-dom has no other way
  document.cookie = `${text}; path=/`
}

const toCookies = (): string[] => document.cookie.split('; ').flatMap((cookie) => cookie.split('=')[0] || [])

/** Stores something under these names. */
export function store({ local = [], session = [], cookies = [] }: Partial<Stored>): void {
  for (const name of local) localStorage.setItem(name, 'kept')
  for (const name of session) sessionStorage.setItem(name, 'kept')
  for (const name of cookies) setCookie(`${name}=kept`)
}

/** Empties every store, latchkey's as well. */
export function forgetAll(): void {
  localStorage.clear()
  sessionStorage.clear()
  for (const name of toCookies()) setCookie(`${name}=; max-age=0`)
  vi.stubGlobal('indexedDB', new IDBFactory())
}
