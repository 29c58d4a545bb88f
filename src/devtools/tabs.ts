/** Who is there, by the Web Locks of the origin. */
export interface Tabs {
  /** The tabs that have the panel, the oldest first. */
  readonly open: readonly { readonly since: number; readonly isThis: boolean; readonly holdsLock: boolean }[]
  /** Who renews at this moment: the lock lets in one at a time. */
  readonly holder: 'nobody' | 'this tab' | 'another tab'
  /** How many wait for it. */
  readonly waiting: number
}

const PRESENCE = 'latchkey-devtools'

/** The name of the lock of a client's renewals. */
export const toLockName = (issuer: string, clientId: string): string =>
  `latchkey ${JSON.stringify(['session', issuer, clientId])}`

/** Holds a lock that says that this tab has the panel, until the returned function is called. */
export function takePlace({ locks }: Navigator, since: number): { readonly name: string; readonly leave: () => void } {
  const name = `${PRESENCE} ${since} ${crypto.randomUUID()}`
  let leave: () => void = () => undefined
  const take = () => {
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    // Where there are no locks, or no right to them, the panel says so.
    locks?.request(name, () => left).catch(() => undefined)
  }
  const controller = new AbortController()
  const { signal } = controller
  // A page that holds a lock is not kept by the back/forward cache: the panel must not change how the app behaves.
  addEventListener('pagehide', () => leave(), { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && take(), { signal })
  take()
  return {
    name,
    leave() {
      controller.abort()
      leave()
    },
  }
}

/** Looks who is there. `undefined` where the browser does not tell. */
export async function findTabs(
  { locks }: Navigator,
  { own, lock }: { readonly own: string; readonly lock: string | undefined },
): Promise<Tabs | undefined> {
  const { held = [], pending = [] } = (await locks?.query().catch(() => undefined)) ?? {}
  const present = held.filter(({ name }) => name?.startsWith(`${PRESENCE} `))
  const self = present.find(({ name }) => name === own)
  if (!self) return undefined
  const holder = held.find(({ name }) => name === lock)?.clientId
  return {
    open: present
      .map(({ name, clientId }) => ({
        since: Number(name?.split(' ')[1]),
        isThis: name === own,
        holdsLock: clientId === holder,
      }))
      .sort((one, other) => one.since - other.since),
    holder: holder === undefined ? 'nobody' : holder === self.clientId ? 'this tab' : 'another tab',
    waiting: pending.filter(({ name }) => name === lock).length,
  }
}
