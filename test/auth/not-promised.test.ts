import { describe, expect, it } from 'vitest'
import { CALENDAR, CLIENT_ID, type Home, ISSUER, setUpSignedIn } from '../support/home.js'

// What docs/security.md says that latchkey does not promise. These tests do it: when one fails, something has become better, and
// the page has to say so.

interface Row {
  readonly sessionId: string
  readonly generation: number
  readonly key: CryptoKey
  readonly sealed: { readonly iv: Uint8Array<ArrayBuffer>; readonly data: ArrayBuffer }
}

/** What a script in the origin does: it takes the row and its key out of the store, and opens it. */
async function openRecord({
  world,
}: Home): Promise<{ readonly grant: { readonly token: string }; readonly tokens: readonly string[] }> {
  const [, row] = [...world.store.rows].find(([key]) => key.startsWith('["session"')) ?? []
  const { sessionId, generation, key, sealed } = row as Row
  const additionalData = new TextEncoder().encode(JSON.stringify([1, ISSUER, CLIENT_ID, sessionId, generation]))
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData }, key, sealed.data)
  return JSON.parse(new TextDecoder().decode(text))
}

/** What whoever got a refresh token does with it, far away. */
const spend = ({ provider }: Home, refreshToken: string | undefined) =>
  provider.fetch(`${ISSUER}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: `${refreshToken}`, client_id: CLIENT_ID }),
  })

describe('a script in the origin', () => {
  it('calls the API as the app does', async () => {
    const { tab, calls } = await setUpSignedIn()

    // All it needs is to be there.
    expect((await tab.auth().fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it('opens the sealed session, and the tokens are good elsewhere', async () => {
    const home = await setUpSignedIn()

    const { grant, tokens } = await openRecord(home)

    const headers = { authorization: `Bearer ${grant.token}` }
    expect(await home.provider.guard(new Request(`${CALENDAR}events`, { headers }))).toBeUndefined()
    expect((await spend(home, tokens[1])).status).toBe(200)
  })

  it('opens it with dpop, too, and what it carries away is worth nothing elsewhere', async () => {
    const home = await setUpSignedIn({ auth: { dpop: true } })

    const { grant, tokens } = await openRecord(home)

    for (const scheme of ['Bearer', 'DPoP']) {
      const headers = { authorization: `${scheme} ${grant.token}` }
      expect((await home.provider.guard(new Request(`${CALENDAR}events`, { headers })))?.status).toBe(401)
    }
    expect(await (await spend(home, tokens[1])).json()).toMatchObject({ error: 'invalid_grant' })
  })
})
