import { describe, expect, it } from 'vitest'
import { spell, toBytes } from '../support/bytes.js'
import { CALENDAR, CLIENT_ID, GRACE, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import { collectSecrets, formsOf, keysIn, remainsOf, textsIn, tracesOf } from '../support/traces.js'
import { until } from '../support/until.js'

type Row = Record<string, unknown>

/** Changes every stored row of a session, as an attacker or another version of latchkey would. */
type Tampering = (row: Row) => unknown

const flip = (data: unknown): ArrayBuffer => {
  const bytes = new Uint8Array(data as ArrayBuffer).slice()
  bytes[3] = (bytes[3] ?? 0) ^ 1
  return bytes.buffer
}

const sealed =
  (change: (sealed: { iv: Uint8Array; data: ArrayBuffer }) => unknown): Tampering =>
  (row) => ({
    ...row,
    sealed: change(row['sealed'] as { iv: Uint8Array; data: ArrayBuffer }),
  })

const TAMPERINGS: readonly (readonly [string, Tampering])[] = [
  ['a flipped bit', sealed(({ iv, data }) => ({ iv, data: flip(data) }))],
  ['another iv', sealed(({ data }) => ({ data, iv: new Uint8Array(12) }))],
  ['no data', sealed(({ iv }) => ({ iv, data: new ArrayBuffer(0) }))],
  ['nothing sealed', sealed(() => undefined)],
  ['a text in place of what is sealed', sealed(() => '{"claims":{"sub":"ada"}}')],
  ['another session id', (row) => ({ ...row, sessionId: 'another' })],
  ['another generation', (row) => ({ ...row, generation: 7 })],
  ['a generation that is a text', (row) => ({ ...row, generation: '0' })],
  ['an old version', (row) => ({ ...row, version: 0 })],
  ['a version of tomorrow', (row) => ({ ...row, version: 2 })],
  ['a version that is a text', (row) => ({ ...row, version: '1' })],
  ['no key', (row) => ({ ...row, key: undefined })],
  ['a key that is none', (row) => ({ ...row, key: { type: 'secret' } })],
  ['no epoch', (row) => ({ ...row, epoch: undefined })],
  ['a text', () => 'hello'],
  ['a number', () => 7],
  ['a list', () => []],
  ['null', () => null],
  ['an empty object', () => ({})],
]

/** The keys of the rows that hold a session. */
const sessionKeys = (rows: Map<string, unknown>): string[] =>
  [...rows].filter(([, row]) => typeof row === 'object' && row !== null && 'sessionId' in row).map(([key]) => key)

describe('what is read back', () => {
  it.each(TAMPERINGS)('is nobody when the row is %s: no crash, no user, no request (R-K03)', async (_, tamper) => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    provider.requests.length = 0
    for (const key of sessionKeys(world.store.rows)) world.store.rows.set(key, tamper(world.store.rows.get(key) as Row))
    tab.reload()

    const state = await tab.auth().ready

    expect(state.status).toBe('signed-out')
    expect(state.error).toBeUndefined()
    expect(provider.requests).toEqual([])
  })

  it.each(TAMPERINGS)('can be replaced by a new sign-in when the row is %s', async (_, tamper) => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    for (const key of sessionKeys(world.store.rows)) world.store.rows.set(key, tamper(world.store.rows.get(key) as Row))
    tab.reload()

    expect((await signIn(tab, provider)).state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  })

  it('is nobody when every row of the origin is rubbish, attempts included (R-K03)', async () => {
    for (const rubbish of [
      null,
      7,
      'x',
      [],
      {},
      [null],
      [{ version: 1 }],
      [{ version: 1, state: 'x', startedAt: 1 }],
    ]) {
      const { world, tab, provider } = setUp()
      const back = await visitProvider(tab, provider)
      for (const key of world.store.rows.keys()) world.store.rows.set(key, rubbish)
      tab.goTo(back)

      expect((await tab.auth().ready).status).toBe('signed-out')
      expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    }
  })

  it('is nobody when the row was moved here from another client (R-K03)', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    const other = world.openTab()
    const options = { clientId: 'another-app', redirectUri: `${world.origin}/other` }
    for (const [key, row] of [...world.store.rows]) world.store.rows.set(key.replace(CLIENT_ID, 'another-app'), row)

    expect((await other.auth(options).ready).status).toBe('signed-out')
  })

  it('is nobody when the row was moved here from another issuer (R-K03)', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    for (const [key, row] of [...world.store.rows]) {
      world.store.rows.set(key.replace(ISSUER, 'https://other.example.com'), row)
    }

    expect((await world.openTab().auth({ issuer: 'https://other.example.com' }).ready).status).toBe('signed-out')
  })

  it('is not yesterday’s session: a row that is put back after a renewal does not open as the new one', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    const [key = ''] = sessionKeys(world.store.rows)
    const old = world.store.rows.get(key) as Row
    await world.advanceSeconds(600)
    await tab.auth().fetch(`${CALENDAR}events`)
    const { generation } = world.store.rows.get(key) as Row
    world.store.rows.set(key, { ...old, generation })
    tab.reload()

    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it('of an attempt is worth nothing with another’s seal', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    await visitProvider(world.openTab(), provider)
    for (const [key, rows] of world.store.rows) {
      if (!Array.isArray(rows)) continue
      const [one, two] = rows as Row[]
      world.store.rows.set(key, [{ ...one, sealed: two?.['sealed'], key: two?.['key'] }, two])
    }
    tab.goTo(back)

    expect(await tab.auth().ready).toMatchObject({ error: { code: 'callback-unknown-state' } })
    expect(seen('token')).toEqual([])
  })

  it('says that it could not be read, once, in an event', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    for (const key of sessionKeys(world.store.rows)) {
      const row = world.store.rows.get(key) as Row
      world.store.rows.set(key, { ...row, sessionId: 'another' })
    }
    tab.reload()
    await tab.auth().ready

    expect(tab.events.filter(({ type }) => type === 'storage')).toMatchObject([{ problem: 'unreadable' }])
  })
})

describe('what stays behind', () => {
  it('holds no token, code, verifier or nonce, in whatever form: after a sign-in, calls, a renewal, a reload (R-K02, R-C09)', async () => {
    const { world, tab, provider, calls } = setUp()
    const secrets = collectSecrets(provider)
    const other = world.openTab()
    const auth = await signIn(tab, provider)
    await other.auth().ready
    await auth.fetch(`${CALENDAR}events`)
    await world.advanceSeconds(600)
    await auth.fetch(`${CALENDAR}events`)
    await auth.userInfo()
    tab.reload()
    await tab.auth().ready
    const inspection = await tab.auth().inspect()

    const found = secrets()
    const kinds = ['access_token', 'code', 'code_verifier', 'id_token', 'nonce', 'refresh_token']
    expect([...new Set(found.values())].sort()).toEqual(kinds)
    expect(calls()).toHaveLength(2)
    expect(tracesOf(found, [...remainsOf(tab, other), ...textsIn([inspection, tab.auth().state, auth])])).toEqual([])
  })

  it('holds no code, verifier or nonce while the user is at the provider (R-K02)', async () => {
    const { tab, provider, seen } = setUp()
    const secrets = collectSecrets(provider)
    const back = await visitProvider(tab, provider)
    const leftovers = remainsOf(tab)
    tab.goTo(back)
    await tab.auth().ready

    expect(seen('token')).toHaveLength(1)
    expect(tracesOf(secrets(), leftovers)).toEqual([])
  })

  it('holds nothing of a sign-in that failed, whatever failed (R-C18, R-E01)', async () => {
    const { tab, provider } = setUp()
    const secrets = collectSecrets(provider)
    provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, aud: 'another' } }) })

    const auth = await signIn(tab, provider)

    expect(auth.state.status).toBe('signed-out')
    expect(secrets().size).toBeGreaterThan(4)
    expect(tracesOf(secrets(), [...remainsOf(tab), ...textsIn([auth.state])])).toEqual([])
  })

  it('is sealed with keys that no script can read out', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    await visitProvider(world.openTab(), provider)

    const keys = keysIn(world.store.rows)

    expect(keys.length).toBeGreaterThanOrEqual(2)
    for (const key of keys) {
      expect(key.extractable).toBe(false)
      await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
    }
  })

  it('is sealed with another iv and another key each time', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    const ivs: string[] = []
    for (let time = 0; time < 5; time += 1) {
      const [key = ''] = sessionKeys(world.store.rows)
      ivs.push(spell((world.store.rows.get(key) as { sealed: { iv: Uint8Array } }).sealed.iv, 'hex'))
      await world.advanceSeconds(600)
      await tab.auth().fetch(`${CALENDAR}events`)
    }

    expect(new Set(ivs).size).toBe(5)
  })

  it('of a user is gone when another one signs in', async () => {
    const { world, tab, provider } = setUp()
    const secrets = collectSecrets(provider)
    await signIn(tab, provider)
    await signIn(tab, provider, { options: { prompt: 'login' }, visit: { user: GRACE.sub } })

    expect(sessionKeys(world.store.rows)).toHaveLength(1)
    expect(tracesOf(secrets(), remainsOf(tab))).toEqual([])
  })

  it('is found by this very search when it is there: each form of a secret', () => {
    const secret = 'Zm9vYmFy-secret_value~1234567890'
    const secrets = new Map([[secret, 'a token']])
    for (const form of formsOf(secret)) expect(tracesOf(secrets, [`x${form}y`])).toEqual(['a token'])
    for (const offset of [0, 1, 2]) {
      const text = spell(toBytes(`${'{"a":"'.slice(0, 3 + offset)}${secret}","b":1}`), 'base64')
      expect(tracesOf(secrets, [text])).toEqual(['a token'])
    }
    expect(tracesOf(secrets, ['nothing here'])).toEqual([])
    expect(tracesOf(secrets, textsIn({ deep: [new TextEncoder().encode(secret)] }))).toEqual(['a token'])
  })
})

describe('a developer', () => {
  it('on a loopback host is told what failed, once per code, and no secret (R-E01)', async () => {
    const { tab, provider, world } = setUp({ origin: 'http://localhost:5173' })
    const secrets = collectSecrets(provider)
    provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, aud: 'another' } }) })
    await signIn(tab, provider)
    await until(() => tab.warnings.length > 0)
    await world.rest()

    expect(tab.warnings).toHaveLength(1)
    expect(tab.warnings[0]).toContain('id-token-claim')
    expect(tracesOf(secrets(), tab.warnings)).toEqual([])
  })

  it('is told through the log of the app where there is one', async () => {
    const lines: string[] = []
    const { tab, provider } = setUp({ origin: 'http://localhost:5173', auth: { log: (line) => void lines.push(line) } })
    await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    await until(() => lines.length > 0)

    expect(tab.warnings).toEqual([])
  })

  it('is told nothing in production', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider, { visit: { deny: 'access_denied' } })
    await world.rest()

    expect(tab.warnings).toEqual([])
  })
})
