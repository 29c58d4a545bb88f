import { expect, vi } from 'vitest'

// Only a hang reaches it.
const PATIENCE = { timeout: 50_000 }

export interface Leaving {
  readonly urls: readonly string[]
  /** Where the page leaves for, or has left for since the last was asked. */
  readonly next: () => Promise<string>
  /** Settles when a page leaves from here on. */
  readonly soon: () => Promise<void>
}

/** Keeps the page from leaving, and notes where it would have gone. */
export function watchLeaving(): Leaving {
  const urls: string[] = []
  let tell = () => {}
  const note = (url: string | URL) => {
    urls.push(`${url}`)
    tell()
  }
  vi.spyOn(location, 'assign').mockImplementation(note)
  vi.spyOn(location, 'replace').mockImplementation(note)
  vi.spyOn(location, 'href', 'set').mockImplementation(note)
  let seen = 0
  return {
    urls,
    soon: () =>
      new Promise((left) => {
        tell = left
      }),
    next: async () => {
      await vi.waitFor(() => expect(urls.length, 'departures').toBeGreaterThan(seen), PATIENCE)
      seen = urls.length
      return urls.at(-1) ?? ''
    },
  }
}
