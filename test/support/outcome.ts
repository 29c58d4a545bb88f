import { expect } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import type { ErrorCode } from '../../src/domain/errors.js'
import type { Home } from './home.js'
import type { Overrides } from './tab.js'

/** Shows that a sign-in failed with this code and that nobody was signed in by it: not for a moment, and not after a reload. */
export async function expectNobody({ tab, calls }: Home, auth: Auth, code: ErrorCode): Promise<void> {
  expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'failed', error: { code } })
  expect(auth.state.user).toBeUndefined()
  expect(tab.events.filter((event) => event.type === 'state' && event.status === 'signed-in')).toEqual([])
  expect(calls()).toEqual([])
  expect(tab.url).not.toMatch(/[?&#](code|state)=/)
  tab.reload()
  expect(await tab.auth().ready).toMatchObject({ status: 'signed-out' })
}

/** Calls `createAuth` with options laid over the world's, for what it throws. */
export const create = (home: Home, options: Overrides): Auth => home.world.openTab().auth(options)

/** The mark of a tab's client, as it stands in the `state` of an address the page left for. */
export const markOf = (address: string): string => new URL(address).searchParams.get('state')?.split('.')[0] ?? ''

/** An address with query parameters changed: `undefined` takes one away, a list repeats it. */
export function withQuery(
  address: string,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name)
    for (const item of value === undefined ? [] : [value].flat()) url.searchParams.append(name, item)
  }
  return url.href
}
