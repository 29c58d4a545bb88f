import type { Bytes } from '../domain/bytes.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Platform } from '../platform/platform.js'
import type { OwnRows } from './page-rows.js'
import type { VaultRow } from './vault-row.js'

const NAME = 'latchkey tab'
const LOCK_WAIT_MS = 1_000
const KEYS_KEPT = 50

interface TabKey {
  readonly id: string
  readonly key: CryptoKey
  readonly proofKey?: ProofKey | undefined
}

/**
 * Rows that end with their tab: the sealed text is in sessionStorage, its key in IndexedDB under a random id of the tab, so
 * that a closed tab leaves a key without a text. A duplicated tab has copied the text and the id; it starts empty, because
 * the id is held under a Web Lock as long as its tab shows a page.
 */
export function createTabRows(platform: Platform): OwnRows {
  const { page, store } = platform
  let release: () => void = () => undefined
  const claim = () =>
    claimId(platform, (free) => {
      release = free
    })
  let claimed = claim()
  const unfollow = page?.follow((moment) => {
    // Left pages may go on in the back/forward cache, and have let go of their lock.
    if (moment === 'restored') claimed = claim()
    if (moment === 'left') page.note(`${NAME} open`, '')
  })
  return {
    async load(key) {
      const id = await claimed
      const text = page?.noted(`${NAME} ${key}`)
      if (!text) return undefined
      const found = toKeys(await store.read(`tabs ${key}`)).find((other) => other.id === id)
      return fromText(text, found)
    },
    async save(key, row) {
      const id = await claimed
      const { key: sealKey, sealed, proofKey, ...open } = row ?? ({} as Partial<VaultRow>)
      await store.change(`tabs ${key}`, (value) => {
        const others = toKeys(value).filter((other) => other.id !== id)
        const keys = [...others, ...(sealKey ? [{ id, key: sealKey, proofKey }] : [])].slice(-KEYS_KEPT)
        return { row: keys.length ? keys : undefined, result: undefined }
      })
      const parts = sealed && [toText(sealed.iv), toText(sealed.data)]
      page?.note(`${NAME} ${key}`, row ? JSON.stringify({ ...open, sealed: parts }) : '')
    },
    close() {
      unfollow?.()
      page?.note(`${NAME} open`, '')
      // The next client of the page waits for it.
      claimed.then(() => release())
    },
  }
}

/** The row in a noted text; `undefined` when it is none: what is written next takes its place. */
function fromText(text: string, found: TabKey | undefined): VaultRow | undefined {
  try {
    const { sealed, ...row } = JSON.parse(text)
    if (!found || !sealed) return row
    const { key, proofKey } = found
    const opened = { iv: toBytes(sealed[0]), data: toBytes(sealed[1]).buffer }
    return { ...row, key, ...(proofKey && { proofKey }), sealed: opened }
  } catch {
    // Cut, or written by another script of the page: as good as absent.
    return undefined
  }
}

// One letter a byte: sessionStorage keeps texts alone.
const toText = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')

const toBytes = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const toKeys = (value: unknown): readonly TabKey[] => (Array.isArray(value) ? value : [])

/** The id of this tab: the one that it noted before, unless another tab holds it. `onHeld` is given what lets go of it. */
async function claimId(
  { page, locks, after, random }: Platform,
  onHeld: (release: () => void) => void,
): Promise<string> {
  if (!page) return random(16)

  /** Holds a lock until the page is left; `false` when another tab has it. The page before this one may still let go of it. */
  const hold = (name: string): Promise<boolean> =>
    new Promise((resolve) => {
      const controller = new AbortController()
      const stop = after(LOCK_WAIT_MS, () => controller.abort())
      const work = () =>
        new Promise<void>((end) => {
          stop()
          const release = () => {
            unfollow()
            end()
          }
          const unfollow = page.follow((moment) => moment === 'left' && release())
          onHeld(release)
          resolve(true)
        })
      // Refused where there are no locks: then the note about an open page alone tells.
      locks?.request(name, controller, work).catch(() => resolve(false)) ?? resolve(true)
    })

  const noted = page.noted(NAME)
  // Without locks a page that never said it was left may be a copy of one that is open.
  const isOurs = noted && (locks ? await hold(`${NAME} ${noted}`) : !page.noted(`${NAME} open`))
  const id = isOurs ? noted : random(16)
  if (!isOurs) await hold(`${NAME} ${id}`)
  page.note(NAME, id)
  page.note(`${NAME} open`, 'yes')
  return id
}
